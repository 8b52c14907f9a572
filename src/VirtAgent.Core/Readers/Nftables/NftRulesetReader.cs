using System.Text.Json;
using VirtAgent.Core.Text;

namespace VirtAgent.Core.Readers.Nftables;

/// <summary>Reads the output of <c>nft -j list ruleset</c> (libnftables-json(5), schema version 1).</summary>
internal sealed class NftRulesetReader
{
    // A ruleset says the same few words a million times.
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);
    private readonly NftRuleset _ruleset = new();

    private NftRulesetReader()
    {
    }

    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <exception cref="ReadException">It is no JSON, is cut, or is not what nft prints.</exception>
    public static NftRuleset Read(string text)
    {
        if (text.Length > SafeJson.MaxCharacters)
            throw new ReadException($"the text is longer than {SafeJson.MaxCharacters} characters");
        // Half of a surrogate pair passes the parser as an escape and fails where the text is wanted; nft escapes no letters.
        if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            throw new ReadException("the text holds characters that nft does not print");
        JsonElement root;
        try
        {
            // An element that owns its bytes: rules keep their expressions for as long as the ruleset lives.
            root = JsonElement.Parse(text);
        }
        catch (JsonException exception)
        {
            var place = $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}";
            throw new ReadException($"the text is no JSON or is truncated, at {place}", exception);
        }
        catch (ArgumentException exception)
        {
            throw new ReadException("the text is no Unicode", exception);
        }

        if (root.At("nftables") is not { ValueKind: JsonValueKind.Array } entries)
            throw new ReadException("the text is JSON, but has no list 'nftables' as 'nft -j list ruleset' prints it");
        return new NftRulesetReader().Read(entries);
    }

    private NftRuleset Read(JsonElement entries)
    {
        var hasMetainfo = false;
        foreach (var entry in entries.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object) throw Misshapen(entry);
            foreach (var item in entry.EnumerateObject())
            {
                if (item.NameEquals("metainfo")) hasMetainfo = IsKnownSchema(item.Value);
                else if (item.NameEquals("table")) Require(_ruleset.Add(Table(item.Value)), item);
                else if (item.NameEquals("chain")) Require(_ruleset.Add(Chain(item.Value)), item);
                else if (item.NameEquals("rule")) Require(_ruleset.Add(Rule(item.Value)), item);
                else if (item.NameEquals("map")) AddMap(item.Value);
            }
        }

        if (!hasMetainfo) throw new ReadException("the text has no metainfo, which nft prints before everything else");
        return _ruleset;
    }

    private static bool IsKnownSchema(JsonElement metainfo)
    {
        if (metainfo.At("json_schema_version") is { } version && version.Number != 1)
            throw new ReadException($"the text has JSON schema version {version}, and only version 1 is known");
        return true;
    }

    private static void Require(bool added, JsonProperty item)
    {
        if (added) return;
        throw new ReadException($"a {item.Name} stands twice or in something that was not listed: {item.Value.Excerpt}");
    }

    private NftTable Table(JsonElement value)
    {
        IReadOnlyList<string> flags = value.At("flags") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } listed => [.. listed.Items.Select(flag => flag.Text ?? "")],
            { } flag => [flag.Text ?? ""],
        };
        return new NftTable(Required(value, "family"), Required(value, "name"), flags);
    }

    private NftChain Chain(JsonElement value)
    {
        var isBase = value.At("hook") is not null;
        var priority = 0;
        if (isBase && value.At("prio")?.TryGetInt32(out priority) is not true) throw Misshapen(value);
        return new NftChain(
            Required(value, "family"),
            Required(value, "table"),
            Required(value, "name"),
            isBase ? Required(value, "type") : null,
            isBase ? Required(value, "hook") : null,
            priority,
            value.TextAt("policy") ?? "accept");
    }

    private NftRule Rule(JsonElement value)
    {
        if (value.At("expr") is not { ValueKind: JsonValueKind.Array } expressions
            || value.At("handle")?.TryGetInt64(out var handle) is not true)
            throw Misshapen(value);
        var statements = new List<NftStatement>(expressions.GetArrayLength());
        foreach (var expression in expressions.EnumerateArray())
        {
            if (expression.ValueKind != JsonValueKind.Object) throw Misshapen(value);
            foreach (var statement in expression.EnumerateObject()) statements.Add(new(Word(statement.Name), statement.Value));
        }

        return new NftRule(Required(value, "family"), Required(value, "table"), Required(value, "chain"), handle, statements);
    }

    private string Word(string text)
    {
        if (_words.TryGetValue(text, out var word)) return word;
        _words.Add(text, text);
        return text;
    }

    private void AddMap(JsonElement value)
    {
        if (value.At("elem") is { } elements)
            _ruleset.AddMap(Required(value, "family"), Required(value, "table"), Required(value, "name"), elements);
    }

    private string Required(JsonElement value, string property) => Word(value.TextAt(property) ?? throw Misshapen(value));

    private static ReadException Misshapen(JsonElement value) =>
        new($"the text holds something that 'nft -j list ruleset' does not print: {value.Excerpt}");
}
