using System.Globalization;
using Amazon.SQS.Model;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sqs.Calls;

namespace LoopWorker.Queues.Sqs.Messages;

/// <summary>Entries of a batch are named by their place in it; answers come in any order, and may leave some out. Pure.</summary>
internal static class BatchAnswers
{
    /// <summary>What becomes of an entry that the answer does not speak of.</summary>
    public static EntryError Missing { get; } =
        new(QueueErrors.InternalError, "SQS's answer does not speak of this entry.", SenderFault: false);

    public static string IdOf(int index) => index.ToString(CultureInfo.InvariantCulture);

    /// <summary>Null if it is no entry of the request.</summary>
    public static int? IndexOf(string? id, int count) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < count
            ? index
            : null;

    public static EntryError ToError(BatchResultErrorEntry failed)
    {
        var code = ErrorCodes.Normalize(failed.Code ?? QueueErrors.InternalError);
        return new EntryError(code, failed.Message ?? code, failed.SenderFault ?? false);
    }

    /// <param name="count">How many entries were sent.</param>
    /// <param name="succeeded">The ids of those that succeeded; null if the answer speaks of none.</param>
    /// <param name="failed">Those that failed; null if the answer speaks of none.</param>
    public static IReadOnlyList<EntryOutcome> ToOutcomes(
        int count,
        IEnumerable<string>? succeeded,
        IReadOnlyList<BatchResultErrorEntry>? failed
    )
    {
        var outcomes = new EntryOutcome[count];
        foreach (var id in succeeded ?? [])
            if (IndexOf(id, count) is { } i)
                outcomes[i] = EntryOutcome.Success;
        foreach (var entry in failed ?? [])
            if (IndexOf(entry.Id, count) is { } i)
                outcomes[i] = new EntryOutcome(ToError(entry));
        for (var i = 0; i < count; i++)
            outcomes[i] ??= new EntryOutcome(Missing);
        return outcomes;
    }
}
