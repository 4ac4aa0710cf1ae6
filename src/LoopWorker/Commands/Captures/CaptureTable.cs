using System.Globalization;
using LoopWorker.Commands.Cards;
using LoopWorker.Operations.Captures;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands.Captures;

/// <summary>Captures for people.</summary>
internal static class CaptureTable
{
    public static Table Of(IEnumerable<StoredCapture> captures)
    {
        var table = new Table().AddColumns("capture", "state", "merchant", "cents", "transaction", "expires");
        table.Columns[3].RightAligned();
        foreach (var stored in captures)
            table.AddRow(
                Shown(stored.Key),
                CapturesCommand.NameOf(stored.State),
                Shown(stored.Capture?.MerchantId),
                stored.Capture?.AmountCents.ToString(CultureInfo.InvariantCulture) ?? "",
                Shown(stored.Capture?.TransactionId),
                CardsCommand.Time(CapturesCommand.ExpiryOf(stored)) ?? ""
            );
        return table;
    }

    private static string Shown(string? text) => Markup.Escape(SafeText.Of(text ?? ""));
}
