namespace VirtAgent.Interop.Libvirt;

/// <summary>What happened to a guest (<c>virDomainEventType</c>, libvirt-domain.h).</summary>
[HeaderPrefix("VIR_DOMAIN_EVENT_")]
public enum DomainLifecycleKind
{
    /// <summary>Its definition was written or changed.</summary>
    Defined = 0,

    /// <summary>Its definition was removed.</summary>
    Undefined = 1,

    /// <summary>It runs (detail: 0 booted, 1 migrated in, 2 restored, 3 from a snapshot, 4 woken up).</summary>
    Started = 2,

    /// <summary>Its processors were paused.</summary>
    Suspended = 3,

    /// <summary>Its processors run again.</summary>
    Resumed = 4,

    /// <summary>
    /// It is gone, and so are its ports (detail: 0 shut down, 1 destroyed, 2 crashed, 3 migrated away, 4 saved, 5 failed,
    /// 6 replaced by a snapshot).
    /// </summary>
    Stopped = 5,

    /// <summary>The guest's system has finished; <see cref="Stopped"/> follows.</summary>
    Shutdown = 6,

    /// <summary>Suspended by its own power management.</summary>
    Pmsuspended = 7,

    /// <summary>It crashed and is kept for a look.</summary>
    Crashed = 8,
}
