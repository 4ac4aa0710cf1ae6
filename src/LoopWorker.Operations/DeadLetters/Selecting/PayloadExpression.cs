using System.Text.Json;
using System.Text.RegularExpressions;
using DevLab.JmesPath;
using DevLab.JmesPath.Expressions;
using LoopWorker.Messages.Reading;
using LoopWorker.Operations.DeadLetters.Letters;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace LoopWorker.Operations.DeadLetters.Selecting;

/// <summary>A JMESPath expression over a letter's payload, such as <c>amount_cents > `1000` &amp;&amp; processor == 'square'</c>.</summary>
/// <remarks>Source: the JMESPath specification, jmespath.org.</remarks>
public sealed partial class PayloadExpression
{
    private readonly JmesPathExpression _expression;

    private PayloadExpression(string text, JmesPathExpression expression) => (Text, _expression) = (text, expression);

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>Reads an expression.</summary>
    /// <exception cref="FormatException">If it is none; the message says where it ends to be one.</exception>
    public static PayloadExpression Parse(string text)
    {
        try
        {
            return new PayloadExpression(text, new JmesPath().Parse(WithRawStrings(text)));
        }
        // The library throws nothing more particular.
        catch (Exception exception)
        {
            throw new FormatException(exception.Message, exception);
        }
    }

    /// <summary>Whether it holds for a letter: gives something that JMESPath takes for true. It does not for a body that is not JSON, or that it cannot be applied to.</summary>
    public bool HoldsFor(Letter letter) =>
        EventPayload.Of(letter.Message.Body, letter.Message.Attributes, letter.Source?.DefaultType) is { } payload
        && HoldsFor(payload.Content);

    /// <summary>Whether it holds for a JSON value.</summary>
    public bool HoldsFor(JsonElement payload)
    {
        try
        {
            return IsTrue(_expression.Transform(Token(payload)).AsJToken());
        }
        // A function that is given another type than it takes, or a number beyond its range.
        catch (Exception)
        {
            return false;
        }
    }

    // The library makes a time of a JSON literal that looks like one, which then equals no string. A raw string stays one, and means the same.
    private static string WithRawStrings(string text) =>
        StringsAndLiterals()
            .Replace(text, match => match.Groups["json"] is { Success: true } json ? $"'{json.Value}'" : match.Value);

    // Raw strings and quoted names, to leave them alone, and JSON literals of a string that is written the same way in both.
    [GeneratedRegex(
        """'(\\.|[^'\\])*'|"(\\.|[^"\\])*"|`"(?<json>[^"'`\\]*)"`""",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1_000
    )]
    private static partial Regex StringsAndLiterals();

    // Times stay the strings that they are.
    private static JToken Token(JsonElement payload)
    {
        using var reader = new JsonTextReader(new StringReader(payload.GetRawText()))
        {
            DateParseHandling = DateParseHandling.None,
            FloatParseHandling = FloatParseHandling.Decimal,
        };
        return JToken.ReadFrom(reader);
    }

    private static bool IsTrue(JToken value) =>
        value switch
        {
            { Type: JTokenType.Null or JTokenType.Undefined } => false,
            JContainer container => container.HasValues,
            { Type: JTokenType.Boolean } => value.Value<bool>(),
            { Type: JTokenType.String } => value.Value<string>() is { Length: > 0 },
            _ => true,
        };
}
