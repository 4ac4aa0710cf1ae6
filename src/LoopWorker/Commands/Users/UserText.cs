using System.Globalization;
using LoopWorker.Commands.Captures;
using LoopWorker.Commands.Cards;
using LoopWorker.Commands.Events;
using LoopWorker.Commands.Sessions;
using LoopWorker.Loop.Storage;
using LoopWorker.Loop.Users;
using LoopWorker.Operations;
using LoopWorker.Operations.Sessions;
using LoopWorker.Operations.Users;
using LoopWorker.Terminal;
using Spectre.Console;

namespace LoopWorker.Commands.Users;

/// <summary>What is stored about a user, for people.</summary>
internal static class UserText
{
    /// <param name="console">Where to.</param>
    /// <param name="sheet">What is stored.</param>
    /// <param name="shown">As much of a fingerprint as is to be shown.</param>
    public static void Write(IAnsiConsole console, UserSheet sheet, Func<string, string> shown)
    {
        FigureTable.Write(console, sheet.User, Figures(sheet));
        Write(
            console,
            ["card", "last 4", "linked"],
            sheet.Cards.Select(card =>
                (string[])[shown(card.Fingerprint), card.Last4, card.IsLinked ? Time(card.LinkedAt) : "not linked"]
            )
        );
        if (sheet.Captures.Count > 0)
            console.Write(CaptureTable.Of(sheet.Captures));
        Write(
            console,
            ["parked purchase", "card", "since", "from"],
            sheet.Parked.Select(parked =>
                (string[])[parked.TransactionId, shown(parked.Card), Time(parked.ParkedAt), parked.Queue ?? ""]
            )
        );
        Write(
            console,
            ["last events", "when", "lamports"],
            (sheet.Context?.RecentEvents ?? []).Select(recent =>
                (string[])[recent.Summary, Time(StoredTime.Of(recent.Timestamp)), $"{recent.Amount}"]
            )
        );
        Write(
            console,
            ["known crossing", "when", "merchant"],
            sheet.Memory.Crossings.Select(crossing =>
                (string[])
                    [
                        crossing.Id,
                        Time(TimeOf(crossing)),
                        crossing.IsExit ? $"left {crossing.MerchantId}" : $"at {crossing.MerchantId}",
                    ]
            )
        );
        Write(
            console,
            ["took effect", "type", "when", "lamports", "told"],
            sheet.Markers.Select(marked =>
                (string[])
                    [
                        marked.Id,
                        EventJson.TypeOf(marked),
                        Time(marked.ProcessedAt),
                        marked.Fault is null ? $"{marked.Amount}" : "cannot be read",
                        marked.Notified ? "all" : $"owed: {string.Join(", ", marked.Owed)}",
                    ]
            )
        );
        Write(console, ["among the dead letters"], (sheet.DeadLetters ?? []).Select(line => (string[])[line]));
        Write(
            console,
            ["looks wrong", "why"],
            sheet.Faults.Select(fault => (string[])[WhereOf(fault, shown), fault.What])
        );
    }

    /// <summary>The item, with as much of a fingerprint as is to be shown.</summary>
    public static string WhereOf(SheetFault fault, Func<string, string> shown) =>
        fault.Where.StartsWith(Keys.CardPrefix, StringComparison.Ordinal)
            ? Keys.CardPrefix + shown(fault.Where[Keys.CardPrefix.Length..])
            : fault.Where;

    /// <summary>When a crossing happened; null if that is no time.</summary>
    public static DateTimeOffset? TimeOf(KnownCrossing crossing) => StoredTime.Of(crossing.At / 1_000_000);

    private static IEnumerable<(string Name, string Value)> Figures(UserSheet sheet)
    {
        if (sheet.Context is { } context)
        {
            yield return ("context", $"version {context.Version}, updated {Time(StoredTime.Of(context.UpdatedAt))}");
            yield return (
                "size",
                $"{Number(sheet.ContextBytes)} bytes, {Number(sheet.MemoryBytes)} of them agents' memory"
            );
            yield return ("events applied", Number((long)sheet.Memory.Applied));
            foreach (var wish in WishesOf(context.Preferences))
                yield return wish;
        }
        else
        {
            yield return ("context", "none that can be read");
        }
        yield return (
            "location",
            sheet.Location is { } at ? $"{at.MerchantId} since {Time(StoredTime.Of(at.EnteredAt))}" : "nowhere"
        );
        yield return ("session", sheet.Session is { } session ? TextOf(session) : "none");
        if (sheet.Memory.Notices is { Count: > 0 } notices)
            yield return ("notices given", string.Join(", ", notices));
        if (sheet.Memory.Notified is { } lately)
            yield return ("told lately", $"{lately.Count} since {Time(StoredTime.Of(lately.Since))}");
        if (sheet.Others.Count > 0)
            yield return ("other items", string.Join(", ", sheet.Others));
    }

    private static IEnumerable<(string Name, string Value)> WishesOf(UserPreferences wishes)
    {
        var told = wishes.Notifications;
        yield return ("auto_stake", $"{YesNo(wishes.AutoStake)}, for {wishes.DefaultDurationDays} days");
        yield return ("auto_compound", $"{YesNo(wishes.AutoCompound)}, from {wishes.CompoundThreshold} lamports");
        yield return ("risk_tolerance", wishes.RiskTolerance);
        yield return (
            "notifications",
            $"capture {YesNo(told.OnCapture)}, stake {YesNo(told.OnStake)}, yield {YesNo(told.OnYield)}, unlock {YesNo(told.OnUnlock)}, from {told.MinNotifyAmount} lamports"
        );
    }

    private static string TextOf(StoredSession session) =>
        session.Fault is null
            ? $"{SessionsCommand.NameOf(session.State)}, until {Time(session.ExpiresAt)}, {session.ActionsUsed} of {session.MaxActions} actions used"
            : SessionsCommand.NameOf(session.State);

    private static void Write(IAnsiConsole console, string[] columns, IEnumerable<string[]> rows)
    {
        var table = new Table().AddColumns(columns);
        foreach (var row in rows)
            table.AddRow([.. row.Select(cell => Markup.Escape(SafeText.Of(cell)))]);
        if (table.Rows.Count > 0)
            console.Write(table);
    }

    private static string Time(DateTimeOffset? time) => CardsCommand.Time(time) ?? "";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string YesNo(bool wish) => wish ? "yes" : "no";
}
