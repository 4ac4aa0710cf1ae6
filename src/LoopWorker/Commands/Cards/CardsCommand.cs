using System.CommandLine;
using System.Globalization;
using LoopWorker.Commands.Arguments;
using LoopWorker.Loop.Cards;

namespace LoopWorker.Commands.Cards;

/// <summary><c>loopworker cards</c></summary>
public static class CardsCommand
{
    public static Command Create() =>
        new("cards", "Link cards to users, and show, list and unlink them.")
        {
            LinkCommand.Create(),
            ListCommand.Create(),
            ShowCommand.Create(),
            UnlinkCommand.Create(),
            ReindexCommand.Create(),
        };

    internal static Argument<string> Fingerprint() =>
        CheckedOptions.TextArgument(
            "FINGERPRINT",
            "The card's fingerprint, as in purchases.",
            CardFields.FingerprintError
        );

    internal static Argument<string> User() =>
        CheckedOptions.TextArgument("USER", "The user's public key.", CardFields.UserError);

    internal static Option<bool> Json() => new("--json") { Description = "Print one JSON object." };

    /// <summary>A time as RFC 3339 has it; null for none.</summary>
    internal static string? Time(DateTimeOffset? time) => time is { } known ? Time(known) : null;

    /// <summary>A time as RFC 3339 has it, to the second.</summary>
    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
