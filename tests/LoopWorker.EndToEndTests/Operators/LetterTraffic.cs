using System.Text.Json.Nodes;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;

namespace LoopWorker.EndToEndTests.Operators;

/// <summary>Dead letters of six codes, some of them without a note, each of an event of its own.</summary>
internal sealed class LetterTraffic(int letters, int withoutNote, int users)
{
    private static readonly string[] Codes =
    [
        "retries_exhausted",
        "no_rate",
        "unmatched_card",
        "amount_overflow",
        "notification_refused",
        "too_old",
    ];

    private readonly DateTimeOffset _time = TimeProvider.System.GetUtcNow().AddHours(-1);

    /// <summary>The ids of events by the code that their letter has, in the order in which they were sent.</summary>
    public ILookup<string, string> Ids => Enumerable.Range(0, letters).ToLookup(CodeOf, IdOf);

    /// <summary>The user, and so the message group, of an event.</summary>
    public string UserOf(string id) => $"user-{int.Parse(id.AsSpan(1), provider: null) % users}";

    public async Task SendAsync(IQueue deadLetters, string source)
    {
        var batches = Enumerable.Range(0, letters).Select(i => MessageOf(i, source)).Chunk(QueueLimits.BatchEntries);
        foreach (var batch in batches)
            Assert.All(
                await deadLetters.SendAsync(batch, CancellationToken.None),
                outcome => Assert.True(outcome.Succeeded)
            );
    }

    /// <summary>The id of the event in a body.</summary>
    public static string IdIn(string body) => JsonNode.Parse(body)!["data"]!["event_id"]!.GetValue<string>();

    private string CodeOf(int i) => i % (letters / withoutNote) == 0 ? "moved_by_sqs" : Codes[i % Codes.Length];

    private static string IdOf(int i) => $"y{i:D5}";

    private OutgoingMessage MessageOf(int i, string source)
    {
        var loopEvent = new VaultYield(IdOf(i), UserOf(IdOf(i)), 2_000_000_000, _time);
        var note = new FailureNote
        {
            Code = CodeOf(i),
            Detail = $"made to fail, number {i}",
            SourceQueue = source,
            MessageId = $"original-{i}",
            ReceiveCount = 1,
            FailedAt = _time,
        };
        var isFifo = QueueDefinition.IsFifoName(source);
        return new OutgoingMessage(EventMessage.Of(loopEvent, $"ce-{i}", "/tests"))
        {
            Attributes =
                note.Code == "moved_by_sqs"
                    ? new Dictionary<string, MessageAttribute>()
                    : new Dictionary<string, MessageAttribute>
                    {
                        [EventPipeline.FailureAttribute] = MessageAttribute.String(note.ToJson()),
                    },
            GroupId = isFifo ? loopEvent.UserPubkey : null,
            DeduplicationId = isFifo ? $"d{i}" : null,
        };
    }
}
