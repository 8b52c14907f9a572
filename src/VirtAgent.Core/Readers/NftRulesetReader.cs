using System.Text.Json;

namespace VirtAgent.Readers;

/// <summary>Reads the output of <c>nft -j list ruleset</c> (libnftables-json(5), schema version 1).</summary>
internal static class NftRulesetReader
{
    /// <summary>Reads <paramref name="text"/>.</summary>
    /// <exception cref="ReadException">It is no JSON, is cut, or is not what nft prints.</exception>
    public static NftRuleset Read(string text)
    {
        if (text.Length > SafeJson.MaxCharacters) throw new ReadException($"the text is longer than {SafeJson.MaxCharacters} characters");
        // Half of a surrogate pair passes the parser and fails where the text is wanted; nft escapes no letters.
        if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase) || !IsUnicode(text))
            throw new ReadException("the text holds characters that nft does not print");
        JsonElement root;
        try
        {
            // An element that owns its bytes: rules keep their expressions for as long as the ruleset lives.
            root = JsonElement.Parse(text);
        }
        catch (JsonException exception)
        {
            throw new ReadException($"the text is no JSON or is truncated ({exception.Message.TrimEnd('.')})");
        }

        if (root.At("nftables") is not { ValueKind: JsonValueKind.Array } entries)
            throw new ReadException("the text is JSON, but has no list 'nftables' as 'nft -j list ruleset' prints it");
        return Read(entries);
    }

    private static bool IsUnicode(string text)
    {
        for (var at = text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff'); at >= 0 && at < text.Length; at += 2)
        {
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            var more = text.AsSpan(at + 2).IndexOfAnyInRange('\ud800', '\udfff');
            if (more < 0) return true;
            at += more;
        }

        return true;
    }

    private static NftRuleset Read(JsonElement entries)
    {
        var ruleset = new NftRuleset();
        var hasMetainfo = false;
        foreach (var entry in entries.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object) throw Misshapen(entry);
            foreach (var item in entry.EnumerateObject())
            {
                if (item.NameEquals("metainfo")) hasMetainfo = IsKnownSchema(item.Value);
                else if (item.NameEquals("table")) Require(ruleset.Add(Table(item.Value)), item);
                else if (item.NameEquals("chain")) Require(ruleset.Add(Chain(item.Value)), item);
                else if (item.NameEquals("rule")) Require(ruleset.Add(Rule(item.Value)), item);
                else if (item.NameEquals("map")) AddMap(ruleset, item.Value);
            }
        }

        if (!hasMetainfo) throw new ReadException("the text has no metainfo, which nft prints before everything else");
        return ruleset;
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

    private static NftTable Table(JsonElement value)
    {
        IReadOnlyList<string> flags = value.At("flags") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Array } listed => [.. listed.Items.Select(flag => flag.Text ?? "")],
            { } flag => [flag.Text ?? ""],
        };
        return new NftTable(Required(value, "family"), Required(value, "name"), flags);
    }

    private static NftChain Chain(JsonElement value)
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

    private static NftRule Rule(JsonElement value)
    {
        if (value.At("expr") is not { ValueKind: JsonValueKind.Array } expressions
            || expressions.Items.Any(expression => expression.ValueKind != JsonValueKind.Object)
            || value.At("handle")?.TryGetInt64(out var handle) is not true)
            throw Misshapen(value);
        return new NftRule(Required(value, "family"), Required(value, "table"), Required(value, "chain"), handle, expressions);
    }

    private static void AddMap(NftRuleset ruleset, JsonElement value)
    {
        if (value.At("elem") is { } elements)
            ruleset.AddMap(Required(value, "family"), Required(value, "table"), Required(value, "name"), elements);
    }

    private static string Required(JsonElement value, string property) => value.TextAt(property) ?? throw Misshapen(value);

    private static ReadException Misshapen(JsonElement value) =>
        new($"the text holds something that 'nft -j list ruleset' does not print: {value.Excerpt}");
}
