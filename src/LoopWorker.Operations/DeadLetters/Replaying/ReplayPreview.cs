using System.Text.Json.Nodes;
using LoopWorker.Operations.DeadLetters.Exporting;
using LoopWorker.Operations.DeadLetters.Letters;
using LoopWorker.Operations.DeadLetters.Sweeping;

namespace LoopWorker.Operations.DeadLetters.Replaying;

/// <summary>What a replay would do, found out without doing it.</summary>
/// <param name="Groups">The letters that are chosen, by what would become of them; the largest group first.</param>
/// <param name="Seen">How many letters were looked at.</param>
/// <param name="Unseen">How many there are besides, as far as the queue's count tells.</param>
public sealed record ReplayPreview(IReadOnlyList<ReplayPreviewGroup> Groups, int Seen, long Unseen)
{
    /// <summary>Looks through the queue; everything is given back.</summary>
    /// <exception cref="OperationRefusedException">If the queue cannot be looked through.</exception>
    /// <exception cref="FormatException">If an expression or a file is none.</exception>
    public static async Task<ReplayPreview> MakeAsync(
        DeadLetterQueue queue,
        ReplayRequest request,
        OperationPorts ports,
        SweepOptions options,
        CancellationToken cancellation
    )
    {
        var file = request.File is { } path ? LetterFile.Read(path) : null;
        await request.CheckDestinationAsync(queue, ports.Queues, cancellation);
        var rules = new ReplayRules(request, "preview", ports);
        var reader = new LetterReader(queue, ports.Events, ports.Time);
        var groups =
            new Dictionary<
                (string? Destination, string? Stays, string Code, string Shape, string? FailsAgain),
                ReplayPreviewGroup
            >();
        var filter = request.Select.ToFilter();
        var result = await new LetterSearch(queue, ports, options).RunAsync(
            // A letter of a file is chosen by what the file says of it.
            file is null
                ? filter
                : new(),
            request.Max ?? int.MaxValue,
            original =>
            {
                var letter =
                    file is null ? original
                    : file.Find(original) is { } edited ? reader.Read(edited.In(original.Message))
                    : null;
                if (letter is not null && filter.Chooses(letter))
                    Add(original, letter);
                return Task.CompletedTask;
            },
            cancellation
        );
        return new ReplayPreview(
            [.. groups.Values.OrderByDescending(group => group.Count)],
            result.Seen,
            result.Unseen
        );

        void Add(Letter original, Letter letter)
        {
            var now = ports.Time.GetUtcNow();
            var decision = rules.Decide(letter, now);
            var goes = decision as ReplayDecision.Goes;
            var key = (
                goes?.Destination,
                (decision as ReplayDecision.Stays)?.Reason,
                letter.Code,
                FaultShape.Of(letter.Detail),
                goes is null ? null : rules.FailsAgain(letter, goes.Message, now)
            );
            groups[key] = groups.TryGetValue(key, out var group)
                ? group with
                {
                    Count = group.Count + 1,
                }
                : new ReplayPreviewGroup(
                    key.Item1,
                    key.Item2,
                    key.Item3,
                    key.Item4,
                    key.Item5,
                    1,
                    letter.Message.MessageId
                )
                {
                    Changes = goes is null ? [] : PayloadChange.Between(original, letter, goes.Message.Body),
                };
        }
    }
}

/// <summary>Letters of which the same would become.</summary>
/// <param name="Destination">The queue they would go to; null if they would stay.</param>
/// <param name="StaysBecause">Why they would stay, one of <see cref="HoldingReasons"/>; null if they would go.</param>
/// <param name="Code">Why they failed.</param>
/// <param name="Shape">The detail without its values.</param>
/// <param name="FailsAgain">The code with which a worker would refuse them once more, by what it reads; null if it would take them.</param>
/// <param name="Count">How many.</param>
/// <param name="Example">The id of one of them.</param>
public sealed record ReplayPreviewGroup(
    string? Destination,
    string? StaysBecause,
    string Code,
    string Shape,
    string? FailsAgain,
    int Count,
    string Example
)
{
    /// <summary>What the edit changes in the example's payload.</summary>
    public IReadOnlyList<PayloadChange> Changes { get; init; } = [];
}
