using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LoopWorker.Loop.Tests.Events.Schemas;

/// <summary>
/// Evaluates the keywords of JSON Schema 2020-12 that the schemas use, and fails on any other, so that no rule is
/// silently left out. <c>format</c> is asserted.
/// </summary>
internal static class SchemaEvaluator
{
    private static readonly HashSet<string> Annotations = ["$schema", "$id", "title", "description", "default"];

    public static bool IsValid(JsonElement schema, JsonElement value) =>
        schema.EnumerateObject().All(keyword => Holds(schema, keyword, value));

    private static bool Holds(JsonElement schema, JsonProperty keyword, JsonElement value)
    {
        var rule = keyword.Value;
        return keyword.Name switch
        {
            "type" => rule.ValueKind == JsonValueKind.Array
                ? rule.EnumerateArray().Any(type => IsOfType(type.GetString()!, value))
                : IsOfType(rule.GetString()!, value),
            "enum" => rule.EnumerateArray().Any(choice => JsonElement.DeepEquals(choice, value)),
            "required" => value.ValueKind != JsonValueKind.Object
                || rule.EnumerateArray().All(name => value.TryGetProperty(name.GetString()!, out _)),
            "properties" => value.ValueKind != JsonValueKind.Object
                || rule.EnumerateObject()
                    .All(member => !value.TryGetProperty(member.Name, out var inner) || IsValid(member.Value, inner)),
            "additionalProperties" => value.ValueKind != JsonValueKind.Object
                || rule.GetBoolean()
                || value
                    .EnumerateObject()
                    .All(member => schema.GetProperty("properties").TryGetProperty(member.Name, out _)),
            "minProperties" => value.ValueKind != JsonValueKind.Object || value.GetPropertyCount() >= rule.GetInt32(),
            "minLength" => value.ValueKind != JsonValueKind.String || Length(value) >= rule.GetInt32(),
            "maxLength" => value.ValueKind != JsonValueKind.String || Length(value) <= rule.GetInt32(),
            "pattern" => value.ValueKind != JsonValueKind.String || Matches(rule.GetString()!, value.GetString()!),
            "minimum" => value.ValueKind != JsonValueKind.Number || Compare(value, rule) >= 0,
            "maximum" => value.ValueKind != JsonValueKind.Number || Compare(value, rule) <= 0,
            "format" => value.ValueKind != JsonValueKind.String || IsDateTime(rule.GetString()!, value.GetString()!),
            var name when Annotations.Contains(name) => true,
            var name => throw new NotSupportedException($"The schema uses {name}: teach the evaluator first."),
        };
    }

    private static bool IsOfType(string type, JsonElement value) =>
        type switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            "integer" => value.ValueKind == JsonValueKind.Number && IsInteger(value),
            _ => throw new NotSupportedException($"The schema uses the type {type}: teach the evaluator first."),
        };

    // A number beyond decimals is beyond any fraction too, unless it is tiny.
    private static bool IsInteger(JsonElement value) =>
        TryDecimal(value, out var number) ? decimal.IsInteger(number) : Math.Abs(value.GetDouble()) >= 1;

    private static int Compare(JsonElement left, JsonElement right) =>
        TryDecimal(left, out var one) && TryDecimal(right, out var other)
            ? one.CompareTo(other)
            : left.GetDouble().CompareTo(right.GetDouble());

    private static bool TryDecimal(JsonElement value, out decimal number) =>
        decimal.TryParse(value.GetRawText(), NumberStyles.Float, CultureInfo.InvariantCulture, out number);

    private static int Length(JsonElement value) => value.GetString()!.EnumerateRunes().Count();

    // In JSON Schema $ is the end of the text; in .NET it also matches before a last line feed.
    private static bool Matches(string pattern, string text) =>
        Regex.IsMatch(
            text,
            pattern.EndsWith('$') ? $"{pattern[..^1]}\\z" : pattern,
            RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5)
        );

    private static bool IsDateTime(string format, string text)
    {
        Assert.Equal("date-time", format);
        var upper = text.ToUpperInvariant();
        var seconds = Regex.Replace(upper, @"\.[0-9]+", "", RegexOptions.None, TimeSpan.FromSeconds(5));
        return DateTimeOffset.TryParseExact(
            seconds,
            ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"],
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out _
        );
    }
}
