using LoopWorker.Messages.Reading.Fields;

namespace LoopWorker.Loop.Cards;

/// <summary>What names a card and its user, by the rules of the messages' fields.</summary>
public static class CardFields
{
    private const int MostShown = 6;

    /// <summary>What is wrong with a fingerprint; null if nothing is.</summary>
    public static string? FingerprintError(string value) => Error(FieldRules.CardFingerprint, value);

    /// <summary>What is wrong with a user's public key; null if nothing is.</summary>
    public static string? UserError(string value) => Error(FieldRules.Id, value);

    /// <summary>What is wrong with a card's last four digits; null if nothing is.</summary>
    public static string? Last4Error(string value) => Error(FieldRules.CardLast4, value);

    /// <summary>As much of a fingerprint as tells a user's cards apart: a third of it, six characters at most.</summary>
    public static string Shorten(string fingerprint) =>
        fingerprint[..Math.Min(MostShown, fingerprint.Length / 3)] + "…";

    private static string? Error(TextRule rule, string value) =>
        rule.Violation(value) is { } found ? $"{found}: expected {rule.Expected}" : null;
}
