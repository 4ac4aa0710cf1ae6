using System.Buffers;

namespace LoopWorker.Messages.Reading.Fields;

/// <summary>
/// The rules of fields that several messages have; what one type alone has is in its own folder. docs/messages states the same
/// as JSON Schema.
/// </summary>
public static class FieldRules
{
    public const double MaximumLatitude = 90;
    public const double MaximumLongitude = 180;

    /// <summary>
    /// The largest number whose nearest single is finite. Single's largest, written in its shortest form (3.4028235e38), is a little more than it is.
    /// </summary>
    public const double MaximumAccuracy = 3.4028235677973362e38;

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"
    );

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    /// <summary>Ids and public keys become parts of keys such as <c>USER#{pubkey}</c>, so <c>#</c> is not among the characters.</summary>
    public static TextRule Id { get; } =
        new(1, 128, "1 to 128 characters of A-Z a-z 0-9 . _ : -", allowed: IdCharacters);

    public static TextRule MerchantId { get; } = TextRule.Name(64);

    public static TextRule CardFingerprint { get; } = TextRule.Name(128);

    public static TextRule RiskTolerance { get; } = TextRule.Name(64);

    public static TextRule FreeText { get; } = new(0, 256, "at most 256 characters");

    public static TextRule CardLast4 { get; } = new(4, 4, "4 digits", allowed: Digits);

    public static TextRule Currency { get; } =
        new(3, 3, "an active ISO 4217 code of 3 upper-case letters", choices: Currencies.Active);
}
