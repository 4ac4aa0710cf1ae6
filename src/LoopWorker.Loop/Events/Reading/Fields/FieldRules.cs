using System.Buffers;
using System.Collections.Frozen;

namespace LoopWorker.Loop.Events.Reading.Fields;

/// <summary>The rules of the messages' fields, in one place. docs/messages states the same as JSON Schema.</summary>
internal static class FieldRules
{
    public const ulong MaximumAmountCents = 1_000_000_000;
    public const double MaximumLatitude = 90;
    public const double MaximumLongitude = 180;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"
    );

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Unicode's category Cc: what breaks logs, terminals and keys.</summary>
    private static readonly SearchValues<char> ControlCharacters = SearchValues.Create([
        .. Enumerable.Range(0, 256).Select(code => (char)code).Where(char.IsControl),
    ]);

    /// <summary>Ids and public keys become parts of keys such as <c>USER#{pubkey}</c>, so <c>#</c> is not among the characters.</summary>
    public static TextRule Id { get; } =
        new(1, 128, "1 to 128 characters of A-Z a-z 0-9 . _ : -", allowed: IdCharacters);

    public static TextRule MerchantId { get; } = Name(64);

    public static TextRule Processor { get; } = Name(32);

    public static TextRule CardFingerprint { get; } = Name(128);

    public static TextRule ProofType { get; } = Name(64);

    public static TextRule RiskTolerance { get; } = Name(64);

    public static TextRule FreeText { get; } = new(0, 256, "at most 256 characters");

    public static TextRule ProofData { get; } = new(0, 65_536, "at most 65536 characters");

    public static TextRule CardLast4 { get; } = new(4, 4, "4 digits", allowed: Digits);

    public static TextRule Currency { get; } =
        new(3, 3, "an active ISO 4217 code of 3 upper-case letters", choices: Currencies.Active);

    public static TextRule Transition { get; } =
        new(
            1,
            5,
            "enter, dwell or exit",
            choices: new[] { "enter", "dwell", "exit" }.ToFrozenSet(StringComparer.Ordinal)
        );

    private static TextRule Name(int maximum) =>
        new(1, maximum, $"1 to {maximum} characters, none a control character", refused: ControlCharacters);
}
