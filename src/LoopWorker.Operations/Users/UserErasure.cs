using System.Text.Json.Nodes;
using LoopWorker.Core;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.State;
using LoopWorker.Loop.Storage;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.Scanning;
using LoopWorker.Tables;
using LoopWorker.Tables.Values;

namespace LoopWorker.Operations.Users;

/// <summary>
/// Erases a person: what is stored about the user goes, and in what stays (the markers of past events, the records of operations) a pseudonym
/// takes the place of the key.
/// </summary>
/// <remarks>
/// Workers may write for the user meanwhile. A commit that comes before the context is removed has left its marker before the table is read, and
/// one that comes after it has to make a context anew. So if there is none once the table has been read, nothing is left; and if there is one,
/// it is done again. It can be interrupted anywhere and done again from the beginning.
/// </remarks>
/// <param name="table">The one table.</param>
/// <param name="cards">Unlinks the user's cards.</param>
/// <param name="audit">Where the erasure is recorded, by the pseudonym.</param>
/// <param name="randomness">Jitter.</param>
/// <param name="time">Times the look at what workers had in hand.</param>
public sealed class UserErasure(
    ITable table,
    CardDirectory cards,
    AuditLog audit,
    Randomness randomness,
    TimeProvider time
)
{
    private readonly StateCalls _calls = new(randomness, time);

    private const int MostRounds = 5;

    // A round of notifications takes a worker less.
    private static readonly TimeSpan BeforeLookingAgain = TimeSpan.FromSeconds(5);

    /// <summary>Erases a user. It reads the whole table, once if nobody writes for the user meanwhile.</summary>
    /// <param name="user">The user's key.</param>
    /// <param name="by">Who does it; null to write nothing and only count.</param>
    /// <param name="progress">Told of each page.</param>
    /// <param name="cancellation">Stops between writes. It can be done again then.</param>
    /// <exception cref="TableException">If the table fails over a read. It can be done again then.</exception>
    /// <exception cref="StateException">If the table fails over a write. It can be done again then.</exception>
    public Task<ErasureReport> EraseAsync(
        string user,
        Operator? by,
        Action<ScanProgress> progress,
        CancellationToken cancellation
    ) =>
        by is null
            ? EraseAsync(user, isDryRun: true, progress, cancellation)
            : audit.RunAsync(
                audit.Begin("user erase", Subjects.User(user), by),
                async () =>
                {
                    var report = await EraseAsync(user, isDryRun: false, progress, cancellation);
                    return (
                        report,
                        Counts(report),
                        report.Outcome == ErasureOutcome.Erased ? Outcomes.Done : Outcomes.PartlyDone
                    );
                },
                cancellation
            );

    private async Task<ErasureReport> EraseAsync(
        string user,
        bool isDryRun,
        Action<ScanProgress> progress,
        CancellationToken cancellation
    )
    {
        var partition = new ErasedPartition(table, cards, _calls, user, isDryRun);
        var markers = new ErasedMarkers(table, _calls, user, isDryRun);
        var report = new ErasureReport();
        var items = await UserItems.ReadAsync(table, user, cancellation);
        do
        {
            report = report.Plus(await partition.EraseAsync(items, cancellation));
            report = report.Plus(await ScanAsync(user, partition, markers, items, progress, cancellation));
            items = await UserItems.ReadAsync(table, user, cancellation);
        } while (!isDryRun && items.All.Count > 0 && report.Rounds < MostRounds);
        if (!isDryRun && markers.Owed > 0)
        {
            await Task.Delay(BeforeLookingAgain, time, cancellation);
            await markers.LookAgainAsync(cancellation);
        }
        var locks = new QueueLocks(table, audit, randomness, time);
        report = report.Plus(await new ErasedRecords(audit, locks, user, isDryRun).EraseAsync(cancellation));
        return report with
        {
            Owed = markers.Owed,
            Outcome =
                isDryRun ? ErasureOutcome.WouldErase
                : items.All.Count == 0 && report.Running == 0 ? ErasureOutcome.Erased
                : ErasureOutcome.StillWritten,
        };
    }

    // Markers, and the cards that agents have linked without listing them.
    private async Task<ErasureReport> ScanAsync(
        string user,
        ErasedPartition partition,
        ErasedMarkers markers,
        UserItems known,
        Action<ScanProgress> progress,
        CancellationToken cancellation
    )
    {
        var listed = known.Cards.Select(card => CardItems.ReadOfUser(card).Fingerprint).ToHashSet();
        var report = new ErasureReport { Rounds = 1 };
        var read = 0L;
        await foreach (var page in TablePages.ReadAsync(table, after: null, cancellation))
        {
            foreach (var item in page.Items)
                if (markers.IsOfUser(item))
                {
                    await markers.EraseAsync(item, cancellation);
                    report = report with { Markers = report.Markers + 1 };
                }
                else if (IsUnlistedCard(item, user, listed))
                {
                    report = report.Plus(
                        await partition.EraseCardAsync(CardItems.Read(item).Fingerprint, cancellation)
                    );
                }
            progress(new ScanProgress(read += page.Items.Count, report.Markers));
        }
        return report;
    }

    private static bool IsUnlistedCard(Item item, string user, HashSet<string> listed) =>
        CardItems.IsCard(item) && CardItems.UserOf(item) == user && !listed.Contains(CardItems.Read(item).Fingerprint);

    private static JsonObject Counts(ErasureReport report) =>
        new()
        {
            ["contexts"] = report.Contexts,
            ["sessions"] = report.Sessions,
            ["locations"] = report.Locations,
            ["captures"] = report.Captures,
            ["cards"] = report.Cards,
            ["parked"] = report.Parked,
            ["others"] = report.Others,
            ["markers"] = report.Markers,
            ["owed"] = report.Owed,
            ["records"] = report.Records,
            ["running"] = report.Running,
            ["rounds"] = report.Rounds,
        };
}
