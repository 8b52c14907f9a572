namespace VirtAgent.Ledger;

/// <summary>
/// The tables of the ledger and how they came to be: step N leads from version N, which stands in <c>PRAGMA user_version</c>, to
/// version N + 1. Times are in units of 100 ns: <c>time</c> since 1970 in UTC, <c>since_boot</c> since boot.
/// </summary>
internal static class LedgerSchema
{
    /// <summary>"VALG", in the file's header: https://sqlite.org/pragma.html#pragma_application_id.</summary>
    private const long ApplicationId = 0x56414C47;

    // entries: the chain. head: its last entry, so that cutting the end off shows.
    private const string ToVersion1 = """
        CREATE TABLE entries (
            seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, since_boot INTEGER NOT NULL, kind TEXT NOT NULL,
            port TEXT, network TEXT, guest TEXT, guest_uuid TEXT, mac TEXT, tap TEXT, bridge TEXT, finding TEXT, detail TEXT,
            canonical TEXT NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
        CREATE INDEX entries_port ON entries (port);
        CREATE INDEX entries_time ON entries (time);
        """;

    // prunes: up to where entries were taken away, the hash of the last of them, and what stands there nevertheless.
    // carried: entries up to there that are still needed, for what they say still held, with the hash each follows.
    // steps: the first entry after the clock was set back, when that was written, and by how much. It shows in when the machine
    // seems to have booted by the clocks at the time of writing (head.boot); version 1 kept those of the entries alone. The index
    // of ports holds all that "who held what" asks for.
    private const string ToVersion2 = """
        CREATE TABLE prunes (seq INTEGER PRIMARY KEY, hash BLOB NOT NULL, time INTEGER NOT NULL, removed INTEGER NOT NULL,
            carried BLOB NOT NULL) STRICT;
        CREATE TABLE carried (seq INTEGER PRIMARY KEY, previous BLOB NOT NULL) STRICT;
        CREATE TABLE steps (seq INTEGER PRIMARY KEY, time INTEGER NOT NULL, back INTEGER NOT NULL) STRICT;
        ALTER TABLE head ADD COLUMN boot INTEGER;
        UPDATE head SET boot = (SELECT time - since_boot FROM entries WHERE entries.seq = head.seq);
        INSERT INTO steps
            SELECT seq, time, before - boot FROM (
                SELECT seq, time, time - since_boot AS boot, lag(time - since_boot) OVER (ORDER BY seq) AS before FROM entries)
            WHERE before - boot > 10000000;
        DROP INDEX entries_port;
        CREATE INDEX entries_port ON entries (port, seq, kind, time) WHERE port IS NOT NULL;
        CREATE INDEX entries_kind ON entries (kind);
        CREATE INDEX entries_network ON entries (network) WHERE network IS NOT NULL;
        CREATE INDEX entries_guest ON entries (guest) WHERE guest IS NOT NULL;
        CREATE INDEX entries_guest_uuid ON entries (guest_uuid) WHERE guest_uuid IS NOT NULL;
        CREATE INDEX entries_mac ON entries (mac) WHERE mac IS NOT NULL;
        CREATE INDEX entries_tap ON entries (tap) WHERE tap IS NOT NULL;
        CREATE INDEX entries_finding ON entries (finding) WHERE finding IS NOT NULL;
        """;

    private static readonly string[] Steps = [ToVersion1, ToVersion2];

    /// <summary>Creates the tables, or brings those of an older version up to date.</summary>
    /// <exception cref="LedgerException">It is no ledger, or one of a newer version.</exception>
    public static void Migrate(LedgerDatabase database)
    {
        if (Version(database) == Steps.Length) return;
        database.Write(() =>
        {
            // Asked again, for another process may have been faster.
            var version = Version(database);
            if (version == 0) database.Execute($"PRAGMA application_id = {ApplicationId}");
            for (; version < Steps.Length; version++) database.Execute(Steps[version]);
            return database.Execute($"PRAGMA user_version = {Steps.Length}");
        });
    }

    /// <summary>Makes sure that the tables are those of this version.</summary>
    /// <exception cref="LedgerException">They are not.</exception>
    public static void Require(LedgerDatabase database)
    {
        var version = Version(database);
        if (version == Steps.Length) return;
        throw version == 0
            ? new LedgerException(LedgerFault.Missing, $"{database.Path} is still empty; the agent has not written to it yet.")
            : new LedgerException(LedgerFault.OtherVersion,
                $"{database.Path} is of version {version}; the agent brings it up to version {Steps.Length} when it starts.");
    }

    private static int Version(LedgerDatabase database)
    {
        var version = (int)database.Value<long>("PRAGMA user_version");
        var empty = version == 0 && database.Value<long>("SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && database.Value<long>("PRAGMA application_id") != ApplicationId)
            throw new LedgerException(LedgerFault.Corrupt, $"{database.Path} is a database, but no ledger; move it aside.");
        if (version > Steps.Length)
        {
            throw new LedgerException(LedgerFault.OtherVersion,
                $"{database.Path} is of version {version}, and this virt-agent knows up to {Steps.Length}; install a newer one.");
        }

        return version;
    }
}
