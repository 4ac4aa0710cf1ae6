using System.Buffers;
using LoopWorker.Messages.Reading.Json;

namespace LoopWorker.Messages.Reading.Fields;

/// <summary>What a string may be.</summary>
/// <param name="minimum">Unicode characters, as in JSON Schema.</param>
/// <param name="maximum">Unicode characters.</param>
/// <param name="expected">The rule in words.</param>
/// <param name="allowed">The only characters allowed.</param>
/// <param name="refused">Characters not allowed.</param>
/// <param name="choices">The only strings allowed.</param>
public sealed class TextRule(
    int minimum,
    int maximum,
    string expected,
    SearchValues<char>? allowed = null,
    SearchValues<char>? refused = null,
    IReadOnlySet<string>? choices = null
)
{
    // Unicode's category Cc: what breaks logs, terminals and keys.
    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create([
        .. Enumerable.Range(0, 256).Select(code => (char)code).Where(char.IsControl),
    ]);

    public string Expected => expected;

    /// <summary>1 character or more, none a control character.</summary>
    public static TextRule Name(int maximum) =>
        new(1, maximum, $"1 to {maximum} characters, none a control character", refused: ControlCharacters);

    /// <summary>The shape of what was found if it breaks the rule, else null.</summary>
    public string? Violation(string text)
    {
        if (IsTooShort(text) || IsTooLong(text) || choices?.Contains(text) == false)
            return ValueShape.Of(text);

        var position = FirstRefused(text);
        return position < 0 ? null : $"{ValueShape.Of(text)} with one that is not allowed at position {position + 1}";
    }

    private bool IsTooShort(string text) => text.Length < minimum || ValueShape.CharacterCount(text) < minimum;

    // Characters are counted only where code units alone do not settle it.
    private bool IsTooLong(string text) => text.Length > maximum && ValueShape.CharacterCount(text) > maximum;

    private int FirstRefused(string text)
    {
        if (allowed is not null)
            return text.AsSpan().IndexOfAnyExcept(allowed);
        return refused is not null ? text.AsSpan().IndexOfAny(refused) : -1;
    }
}
