namespace VirtAgent.Core.Analysis.Sets;

/// <summary>
/// Hash-consed binary decision diagrams (Bryant 1986): one node for one Boolean function, so that equality and emptiness
/// cost one comparison. Node 0 is the empty set, node 1 everything; the others branch on the bit of their level.
/// </summary>
/// <remarks>
/// Nodes are never freed. A node means the same for ever, so a later proof may go on with the table of an earlier one and finds
/// most of its answers there; once it is large, it is dropped as a whole. <see cref="NodeLimit"/> bounds it. Not thread-safe.
/// </remarks>
internal sealed class BddTable
{
    public const int Empty = 0;
    public const int All = 1;

    /// <summary>20 bytes a node: a table stays below 0.5 GiB, also while it grows.</summary>
    public const int NodeLimit = 1 << 24;

    private const int LargestCache = 1 << 21;
    private const int Terminal = int.MaxValue;

    // All of a node lies in one place: what a proof waits for is memory.
    private Branch[] _nodes = new Branch[1 << 14];
    private int[] _bucket = new int[1 << 14];
    private Cached[] _cache = new Cached[1 << 14];
    private int _count = 2;
    private long _allowed = long.MaxValue;

    private readonly int _nodeLimit;

    public BddTable(int nodeLimit)
    {
        _nodeLimit = nodeLimit;
        _nodes[Empty].Level = _nodes[All].Level = Terminal;
        Array.Fill(_bucket, -1);
    }

    private enum Operation : byte
    {
        And = 1,
        Or,
        Without,
    }

    /// <summary>How many nodes were worked out since <see cref="Allow"/>: what sets cost, the same on every machine.</summary>
    public long Steps { get; private set; }

    /// <summary>From here on, not more than so many steps.</summary>
    public void Allow(long steps) => (Steps, _allowed) = (0, steps);

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
        var node = _bucket[slot];
        while (node >= 0)
        {
            ref readonly var known = ref _nodes[node];
            if (known.Low == low && known.High == high && known.Level == level) return node;
            node = known.Next;
        }

        if (_count == _nodes.Length)
        {
            Grow();
            slot = Hash(level, low, high) & (_bucket.Length - 1);
        }

        _nodes[_count] = new Branch { Level = level, Low = low, High = high, Next = _bucket[slot] };
        _bucket[slot] = _count;
        return _count++;
    }

    /// <summary>
    /// What some value of the bits from <paramref name="first"/> up to but not including <paramref name="end"/> makes true.
    /// </summary>
    public int Forget(int node, int first, int end) => Quantify(node, first, end, any: true, []);

    /// <summary>
    /// What every value of the bits from <paramref name="first"/> up to but not including <paramref name="end"/> makes true.
    /// </summary>
    public int ForAll(int node, int first, int end) => Quantify(node, first, end, any: false, []);

    /// <summary>The levels from <paramref name="first"/> on that occur in a diagram.</summary>
    public IReadOnlySet<int> Levels(int node, int first)
    {
        var (levels, seen, pending) = (new HashSet<int>(), new HashSet<int>(), new Stack<int>([node]));
        while (pending.TryPop(out var next))
        {
            if (next is Empty or All || !seen.Add(next)) continue;
            if (_nodes[next].Level >= first) levels.Add(_nodes[next].Level);
            pending.Push(_nodes[next].Low);
            pending.Push(_nodes[next].High);
        }

        return levels;
    }

    /// <summary>One member as bits by level; bits that do not matter are false.</summary>
    public bool[] Sample(int node, int levels)
    {
        if (node == Empty) throw new InvalidOperationException("An empty set has no member.");
        var bits = new bool[levels];
        while (node != All)
        {
            ref readonly var branch = ref _nodes[node];
            var takeLow = branch.Low != Empty;
            bits[branch.Level] = !takeLow;
            node = takeLow ? branch.Low : branch.High;
        }

        return bits;
    }

    private int Quantify(int node, int first, int end, bool any, Dictionary<int, int> done)
    {
        var branch = _nodes[node];
        if (branch.Level >= end) return node;
        if (done.TryGetValue(node, out var known)) return known;
        Step();
        var low = Quantify(branch.Low, first, end, any, done);
        var high = Quantify(branch.High, first, end, any, done);
        var result = branch.Level < first ? Node(branch.Level, low, high) : any ? Or(low, high) : And(low, high);
        done.Add(node, result);
        return result;
    }

    private int Apply(Operation operation, int a, int b)
    {
        var slot = Hash((int)operation, a, b) & (_cache.Length - 1);
        ref var cached = ref _cache[slot];
        if (cached.Operation == operation && cached.A == a && cached.B == b) return cached.Result;

        Step();
        Branch one = _nodes[a], other = _nodes[b];
        var level = Math.Min(one.Level, other.Level);
        var low = Combine(operation, one.Level == level ? one.Low : a, other.Level == level ? other.Low : b);
        var high = Combine(operation, one.Level == level ? one.High : a, other.Level == level ? other.High : b);
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

    private void Step()
    {
        if (++Steps > _allowed)
            throw new SetTooLargeException($"The packet sets of this ruleset need more than {_allowed:N0} steps.");
    }

    private void Grow()
    {
        if (_count >= _nodeLimit)
            throw new SetTooLargeException($"The packet sets of this ruleset need more than {_nodeLimit:N0} nodes.");

        var size = _nodes.Length * 2;
        Array.Resize(ref _nodes, size);
        _bucket = new int[size];
        Array.Fill(_bucket, -1);
        for (var node = 2; node < _count; node++)
        {
            ref var branch = ref _nodes[node];
            var slot = Hash(branch.Level, branch.Low, branch.High) & (size - 1);
            branch.Next = _bucket[slot];
            _bucket[slot] = node;
        }

        if (_cache.Length >= LargestCache) return;
        var known = _cache;
        _cache = new Cached[size];
        foreach (var answer in known)
        {
            if (answer.Operation != 0) _cache[Hash((int)answer.Operation, answer.A, answer.B) & (size - 1)] = answer;
        }
    }

    private static int Hash(int a, int b, int c)
    {
        var hash = unchecked((uint)a * 0x9E3779B1u + (uint)b * 0x85EBCA77u + (uint)c * 0xC2B2AE3Du);
        return (int)(hash ^ (hash >> 15));
    }

    private struct Branch
    {
        public int Level;
        public int Low;
        public int High;
        public int Next;
    }

    private readonly record struct Cached(Operation Operation, int A, int B, int Result);
}
