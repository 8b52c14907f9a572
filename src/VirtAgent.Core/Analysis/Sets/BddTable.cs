namespace VirtAgent.Analysis.Sets;

/// <summary>
/// Hash-consed binary decision diagrams (Bryant 1986): one node for one Boolean function, so that equality and emptiness
/// cost one comparison. Node 0 is the empty set, node 1 everything; the others branch on the bit of their level.
/// </summary>
/// <remarks>
/// Nodes are never freed: a proof makes a table, asks its questions and drops the whole. <see cref="NodeLimit"/> bounds it.
/// Not thread-safe.
/// </remarks>
internal sealed class BddTable
{
    public const int Empty = 0;
    public const int All = 1;

    /// <summary>20 bytes a node: a table stays below 0.5 GiB, also while it grows.</summary>
    public const int NodeLimit = 1 << 24;

    private const int Terminal = int.MaxValue;

    private int[] _level = new int[1 << 14];
    private int[] _low = new int[1 << 14];
    private int[] _high = new int[1 << 14];
    private int[] _next = new int[1 << 14];
    private int[] _bucket = new int[1 << 14];
    private Cached[] _cache = new Cached[1 << 14];
    private int _count = 2;

    private readonly int _nodeLimit;

    public BddTable(int nodeLimit)
    {
        _nodeLimit = nodeLimit;
        _level[Empty] = _level[All] = Terminal;
        Array.Fill(_bucket, -1);
    }

    private enum Operation : byte
    {
        And = 1,
        Or,
        Without,
    }

    /// <summary>How many nodes were made.</summary>
    public int Count => _count;

    public int And(int a, int b)
    {
        if (a == b || b == All) return a;
        if (a == All) return b;
        if (a == Empty || b == Empty) return Empty;
        return a < b ? Apply(Operation.And, a, b) : Apply(Operation.And, b, a);
    }

    public int Or(int a, int b)
    {
        if (a == b || b == Empty) return a;
        if (a == Empty) return b;
        if (a == All || b == All) return All;
        return a < b ? Apply(Operation.Or, a, b) : Apply(Operation.Or, b, a);
    }

    public int Without(int a, int b)
    {
        if (a == b || a == Empty || b == All) return Empty;
        return b == Empty ? a : Apply(Operation.Without, a, b);
    }

    /// <summary>The node that asks the bit of <paramref name="level"/> first; both children lie below that level.</summary>
    public int Node(int level, int low, int high)
    {
        if (low == high) return low;
        var slot = Hash(level, low, high) & (_bucket.Length - 1);
        for (var node = _bucket[slot]; node >= 0; node = _next[node])
            if (_low[node] == low && _high[node] == high && _level[node] == level) return node;

        if (_count == _level.Length)
        {
            Grow();
            slot = Hash(level, low, high) & (_bucket.Length - 1);
        }

        var made = _count++;
        _level[made] = level;
        _low[made] = low;
        _high[made] = high;
        _next[made] = _bucket[slot];
        _bucket[slot] = made;
        return made;
    }

    /// <summary>Forgets the bits from <paramref name="first"/> up to but not including <paramref name="end"/>.</summary>
    public int Forget(int node, int first, int end) => Forget(node, first, end, []);

    /// <summary>One member as bits by level; bits that do not matter are false.</summary>
    public bool[] Sample(int node, int levels)
    {
        if (node == Empty) throw new InvalidOperationException("An empty set has no member.");
        var bits = new bool[levels];
        while (node != All)
        {
            var takeLow = _low[node] != Empty;
            bits[_level[node]] = !takeLow;
            node = takeLow ? _low[node] : _high[node];
        }

        return bits;
    }

    private int Forget(int node, int first, int end, Dictionary<int, int> done)
    {
        var level = _level[node];
        if (level >= end) return node;
        if (done.TryGetValue(node, out var known)) return known;
        var low = Forget(_low[node], first, end, done);
        var high = Forget(_high[node], first, end, done);
        var result = level >= first ? Or(low, high) : Node(level, low, high);
        done.Add(node, result);
        return result;
    }

    private int Apply(Operation operation, int a, int b)
    {
        var slot = Hash((int)operation, a, b) & (_cache.Length - 1);
        ref var cached = ref _cache[slot];
        if (cached.Operation == operation && cached.A == a && cached.B == b) return cached.Result;

        int levelA = _level[a], levelB = _level[b], level = Math.Min(levelA, levelB);
        var (lowA, highA) = levelA == level ? (_low[a], _high[a]) : (a, a);
        var (lowB, highB) = levelB == level ? (_low[b], _high[b]) : (b, b);
        var low = Combine(operation, lowA, lowB);
        var high = Combine(operation, highA, highB);
        var result = Node(level, low, high);
        // The cache may have grown meanwhile: ask for the slot again.
        _cache[Hash((int)operation, a, b) & (_cache.Length - 1)] = new Cached(operation, a, b, result);
        return result;
    }

    private int Combine(Operation operation, int a, int b) => operation switch
    {
        Operation.And => And(a, b),
        Operation.Or => Or(a, b),
        _ => Without(a, b),
    };

    private void Grow()
    {
        if (_count >= _nodeLimit)
            throw new SetTooLargeException($"The packet sets of this ruleset need more than {_nodeLimit:N0} nodes.");

        var size = _level.Length * 2;
        Array.Resize(ref _level, size);
        Array.Resize(ref _low, size);
        Array.Resize(ref _high, size);
        Array.Resize(ref _next, size);
        _bucket = new int[size];
        Array.Fill(_bucket, -1);
        for (var node = 2; node < _count; node++)
        {
            var slot = Hash(_level[node], _low[node], _high[node]) & (size - 1);
            _next[node] = _bucket[slot];
            _bucket[slot] = node;
        }

        if (_cache.Length < 1 << 21) _cache = new Cached[size];
    }

    private static int Hash(int a, int b, int c)
    {
        var hash = unchecked((uint)a * 0x9E3779B1u + (uint)b * 0x85EBCA77u + (uint)c * 0xC2B2AE3Du);
        return (int)(hash ^ (hash >> 15));
    }

    private readonly record struct Cached(Operation Operation, int A, int B, int Result);
}
