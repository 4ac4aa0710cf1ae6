using System.Text.Json;
using LoopWorker.Messages.Reading.Fields;
using LoopWorker.Messages.Reading.Json;

namespace LoopWorker.Messages.Reading.Envelopes;

/// <summary>What the envelopes have in common.</summary>
internal static class EnvelopeContent
{
    public const string Expected = "an object, or a string that holds one as JSON";

    /// <summary>The field that holds an object or a string.</summary>
    public static JsonElement Of(ref FieldReader fields, string name)
    {
        if (fields.Value(name).ValueKind != JsonValueKind.String)
            fields.Require(name, JsonValueKind.Object, Expected, out _);
        return fields.Value(name);
    }

    public static string TypeName(ref FieldReader fields, string name)
    {
        const string ExpectedType = "the name of an event's type";
        if (!fields.Require(name, JsonValueKind.String, ExpectedType, out var value))
            return "";
        if (!JsonStrings.TryGetText(value, out var type))
            fields.Invalid(name, ValueShape.BrokenEscape, ExpectedType);
        return type;
    }
}
