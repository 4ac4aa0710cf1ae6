using System.Globalization;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Queues.InMemory.Validation;

/// <summary>What SQS refuses of message attributes. Pure.</summary>
/// <remarks>Source: Amazon SQS Developer Guide, "Amazon SQS message metadata", and the API's MessageAttributeValue.</remarks>
internal static class AttributeValidation
{
    /// <summary>Characters of a data type, its label included.</summary>
    private const int DataTypeLength = 256;

    public static EntryError? Check(IReadOnlyDictionary<string, MessageAttribute> attributes)
    {
        if (attributes.Count == 0)
            return null;
        if (attributes.Count > QueueLimits.MessageAttributes)
            return Invalid(
                $"The message has {attributes.Count} attributes: send at most {QueueLimits.MessageAttributes}."
            );
        foreach (var (name, attribute) in attributes)
            if ((CheckName(name) ?? CheckValue(name, attribute)) is { } error)
                return error;
        return null;
    }

    private static EntryError? CheckName(string name)
    {
        if (name.Length is 0 or > QueueLimits.AttributeNameLength)
            return Invalid(
                $"An attribute's name has {name.Length} characters: give 1 to {QueueLimits.AttributeNameLength}."
            );
        if (
            !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')
            || name.StartsWith('.')
            || name.EndsWith('.')
            || name.Contains("..", StringComparison.Ordinal)
        )
            return Invalid(
                $"The attribute name '{name}' is not valid: use letters, digits, _ and -, with single dots between them."
            );
        return
            name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase)
            ? Invalid($"The attribute name '{name}' begins as only AWS's own may: choose another.")
            : null;
    }

    private static EntryError? CheckValue(string name, MessageAttribute attribute)
    {
        var type = attribute.DataType;
        if (type.Length > DataTypeLength)
            return Invalid(
                $"The type of attribute '{name}' has {type.Length} characters: give at most {DataTypeLength}."
            );
        var label = type.IndexOf('.', StringComparison.Ordinal);
        return (label < 0 ? type : type[..label]) switch
        {
            "String" => CheckText(name, attribute),
            "Number" => CheckText(name, attribute) ?? CheckNumber(name, attribute.Text!),
            "Binary" => attribute.Bytes is { Length: > 0 }
                ? null
                : Invalid($"The attribute '{name}' of type Binary has no bytes: give at least one."),
            _ => Invalid(
                $"The attribute '{name}' is of type '{type}': use String, Number or Binary, with a label behind a dot if you like."
            ),
        };
    }

    private static EntryError? CheckText(string name, MessageAttribute attribute)
    {
        if (string.IsNullOrEmpty(attribute.Text))
            return Invalid(
                $"The attribute '{name}' of type {attribute.DataType} has no text: give at least one character."
            );
        return MessageText.FindRefused(attribute.Text) is >= 0 and var place
            ? Invalid(
                $"The attribute '{name}' has U+{(int)attribute.Text[place]:X4} at character {place}: send only characters of XML 1.0."
            )
            : null;
    }

    // SQS takes 38 digits and exponents from -128 to 126, which is more than a decimal and less than a double.
    private static EntryError? CheckNumber(string name, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
        && Math.Abs(number) < 1e127
            ? null
            : Invalid(
                $"The attribute '{name}' of type Number has no number of up to 38 digits: give one, or use String."
            );

    private static EntryError Invalid(string message) => new(QueueErrors.InvalidParameter, message, SenderFault: true);
}
