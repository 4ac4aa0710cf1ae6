using LoopWorker.Commands.Cards;
using LoopWorker.Operations.Events;
using LoopWorker.Terminal;

namespace LoopWorker.Commands.Events;

/// <summary>What has become of an event, for people. Pure.</summary>
internal static class EventText
{
    public static IEnumerable<string> Lines(FoundEvent found)
    {
        foreach (var marked in found.Markers)
        {
            var user = marked.IsOfErased ? $"a person who was erased ({marked.User})" : marked.User;
            yield return SafeText.Of(
                marked.Fault is { } fault
                    ? $"The {EventJson.TypeOf(marked)} {marked.Id} has a marker that cannot be read: {fault}. For whom it took effect, and how much, is not known from it; mend its item."
                    : $"The {EventJson.TypeOf(marked)} {marked.Id} took effect for {user}{At(marked.ProcessedAt)}: {marked.Amount} lamports."
            );
            if (marked.Fault is null)
                yield return SafeText.Of($"  {Told(marked)}");
            if (marked.Uncounted)
                yield return "  It is still to be counted for its merchant.";
            yield return $"  {Until(marked)}";
        }
        if (found.Parked is { } parked)
            yield return SafeText.Of(
                $"The purchase {found.Id} waits for its card to be linked{At(parked.ParkedAt)}, until {CardsCommand.Time(parked.ExpiresAt) ?? "somebody removes it"}; it came from {parked.Queue ?? "a queue that its item does not name"}."
            );
        foreach (var line in found.DeadLetters ?? [])
            yield return SafeText.Of($"Among the dead letters: {line}.");
    }

    public static string NothingKnown(FoundEvent found) =>
        SafeText.Of($"Nothing is known of {found.Id}: it has not taken effect, or so long ago that its marker is gone.")
        + (
            found.Card is null
                ? " If it is a purchase that may wait for its card, name the card: --card FINGERPRINT."
                : ""
        )
        + (
            found.DeadLetters is null
                ? " It may be a dead letter: look with --dead-letters."
                : " It is no dead letter either."
        );

    private static string Told(MarkedEvent marked)
    {
        var withheld = marked.Withheld.Count == 0 ? "" : $" Withheld by the cap: {string.Join(", ", marked.Withheld)}.";
        if (!marked.Notified)
            return $"Still owed: {string.Join(", ", marked.Owed)}.{withheld}";
        return marked.By == MarkerAuthor.Agent
            ? $"An agent has marked it: whom it told is not known.{withheld}"
            : $"All are told who were to be told.{withheld}";
    }

    private static string Until(MarkedEvent marked) =>
        marked.CountsUntil is not { } end ? "Its marker counts for as long as it is there."
        : marked.Counts ? $"Its marker counts until {CardsCommand.Time(end)}: until then, a duplicate takes no effect."
        : $"Its marker has not counted since {CardsCommand.Time(end)}: a duplicate would take effect.";

    private static string At(DateTimeOffset? time) => time is null ? "" : $" at {CardsCommand.Time(time)}";
}
