using System.Text.Json.Nodes;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Scanning;
using LoopWorker.Tables;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Results;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Cards;

/// <summary>
/// Lists cards among their users' that agents have linked without that. It reads the whole table, a page at a time, and records after each page
/// how far it is, so that what was interrupted can be resumed.
/// </summary>
/// <param name="table">The one table.</param>
/// <param name="cards">Lists a card, unless it was unlinked meanwhile.</param>
/// <param name="audit">Where runs are recorded, and how far they are.</param>
public sealed class CardReindexing(ITable table, CardDirectory cards, AuditLog audit)
{
    private const string Operation = "cards reindex";

    /// <summary>Lists the cards of all users.</summary>
    /// <param name="by">Who does it; null to write nothing and only count.</param>
    /// <param name="resume">Whether to go on where the last run was interrupted.</param>
    /// <param name="progress">Told of each page.</param>
    /// <param name="cancellation">Stops between cards.</param>
    /// <exception cref="OperationRefusedException">If it is to go on, and the last run was not interrupted, or there was none.</exception>
    /// <exception cref="TableException">If the table fails. What is done is done, and the run can be resumed.</exception>
    public async Task<ReindexReport> RunAsync(
        Operator? by,
        bool resume,
        Action<ScanProgress> progress,
        CancellationToken cancellation
    )
    {
        var start = resume ? await PlaceOfLastAsync(cancellation) : null;
        if (by is null)
            return await ReadAsync(start, isDryRun: true, progress, (_, _) => Task.CompletedTask, cancellation);
        var record = audit.Begin(Operation, "table:" + table.Name, by).With(Details(new(), start));
        await audit.WriteAsync(record, cancellation);
        try
        {
            var report = await ReadAsync(
                start,
                isDryRun: false,
                progress,
                (soFar, place) =>
                {
                    record = record.With(Details(soFar, place));
                    return audit.WriteAsync(record, cancellation);
                },
                cancellation
            );
            await audit.EndAsync(record.With(Details(report, place: null)), Outcomes.Done, CancellationToken.None);
            return report;
        }
        catch (Exception exception)
        {
            await audit.TryEndAsync(record, exception);
            throw;
        }
    }

    private async Task<ReindexReport> ReadAsync(
        ItemKey? start,
        bool isDryRun,
        Action<ScanProgress> progress,
        Func<ReindexReport, ItemKey?, Task> pageDone,
        CancellationToken cancellation
    )
    {
        var report = new ReindexReport { Resumed = start is not null };
        var place = start;
        await foreach (var page in TablePages.ReadAsync(table, start, cancellation))
        {
            report = await ReindexAsync(page, report, isDryRun, cancellation);
            progress(new ScanProgress(report.Read, report.Listed));
            place = PlaceIn(page) ?? place;
            if (page.Next is not null)
                await pageDone(report, place);
        }
        return report;
    }

    private async Task<ReindexReport> ReindexAsync(
        Page page,
        ReindexReport report,
        bool isDryRun,
        CancellationToken cancellation
    )
    {
        var linked = page.Items.Where(CardItems.IsCard).ToList();
        var ofUsers = linked
            .Where(card => CardItems.UserOf(card) is not null)
            .Select(card => new CardOwner(CardItems.UserOf(card)!, CardItems.Read(card)))
            .ToList();
        var listed = await table.GetAllAsync(ofUsers.Select(KeyInList), Consistency.Strong, cancellation);
        report = report with
        {
            Read = report.Read + page.Items.Count,
            Cards = report.Cards + linked.Count,
            OfNobody = report.OfNobody + linked.Count - ofUsers.Count,
        };
        foreach (var owner in ofUsers.Where(owner => !listed.ContainsKey(KeyInList(owner))))
            if (isDryRun || await cards.EnlistAsync(owner, cancellation))
                report = report with { Listed = report.Listed + 1 };
        return report;
    }

    private static ItemKey KeyInList(CardOwner owner) => Keys.UserCard(owner.User, owner.Card.Fingerprint);

    // Records hold no person's key, so the place is the last item of the page that is nobody's. What comes after it is read again.
    private static ItemKey? PlaceIn(Page page) =>
        page
            .Items.LastOrDefault(item => !item.Key.Partition.StartsWith(Keys.UserPrefix, StringComparison.Ordinal))
            ?.Key;

    private async Task<ItemKey?> PlaceOfLastAsync(CancellationToken cancellation)
    {
        await foreach (var record in audit.ListAsync(cancellation))
            if (record.Operation == Operation)
                // One that was interrupted within its first page has no place yet.
                return record.Outcome != Outcomes.Done ? PlaceOf(record.Details) : throw NothingToResume();
        throw NothingToResume();
    }

    private static OperationRefusedException NothingToResume() =>
        new("No reindexing of the cards was interrupted: there is nothing to go on with. Begin without --resume.");

    private static JsonObject Details(ReindexReport report, ItemKey? place) =>
        new()
        {
            ["read"] = report.Read,
            ["cards"] = report.Cards,
            ["listed"] = report.Listed,
            ["of_nobody"] = report.OfNobody,
            [AuditRecord.Place] = place is { } after
                ? new JsonObject { ["partition"] = after.Partition, ["sort"] = after.Sort }
                : null,
        };

    private static ItemKey? PlaceOf(JsonObject details) =>
        details[AuditRecord.Place] is JsonObject place
        && place["partition"] is { } partition
        && place["sort"] is { } sort
            ? new ItemKey(partition.GetValue<string>(), sort.GetValue<string>())
            : null;
}

/// <summary>What a run has found and done.</summary>
public sealed record ReindexReport
{
    /// <summary>Whether it went on where an earlier run was interrupted.</summary>
    public bool Resumed { get; init; }

    /// <summary>Items read.</summary>
    public long Read { get; init; }

    /// <summary>Cards among them.</summary>
    public long Cards { get; init; }

    /// <summary>Cards that are listed among their users' now, or would be.</summary>
    public long Listed { get; init; }

    /// <summary>Cards whose items name no user: someone has to mend them.</summary>
    public long OfNobody { get; init; }
}
