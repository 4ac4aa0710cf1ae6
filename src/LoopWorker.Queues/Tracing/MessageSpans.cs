using System.Collections.Concurrent;
using System.Diagnostics;
using LoopWorker.Core.Telemetry;
using LoopWorker.Queues.Pump;

namespace LoopWorker.Queues.Tracing;

/// <summary>
/// The spans of messages, by OpenTelemetry's conventions for messaging and SQS (as of August 2026). Each message in hand has a span of its
/// processing, which continues its producer's trace. A call that serves several messages has one span, which lies under the processing
/// of the first of them that is sampled; it and the spans of all of them are linked with each other. What serves only messages that are not
/// sampled has none.
/// </summary>
/// <remarks>
/// None of them becomes the current activity: a stage works for many messages at a time. Spans are timed by the system's clock, whatever
/// day the worker's own clock shows.
/// </remarks>
public sealed class MessageSpans(ActivitySource source)
{
    /// <summary>Nobody will ever listen.</summary>
    public static MessageSpans None { get; } = new(new ActivitySource(""));

    private static readonly Func<string, string> NameOfProcess = queue => $"process {queue}";

    private readonly ConcurrentDictionary<string, string> _processNames = new();

    /// <summary>Begins the span of a message's processing.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="producer">The context it came with.</param>
    public MessageTrace? Begin(Delivery delivery, ActivityContext producer)
    {
        if (source.HasListeners() && StartProcessing(delivery, producer) is { } processing)
        {
            // What is not sampled is known by its context: a whole span, kept for as long as its message, is work for the collector.
            if (processing.Recorded)
                return new MessageTrace(processing.Context, processing);
            var context = processing.Context;
            processing.Dispose();
            return new MessageTrace(context, Processing: null);
        }
        return producer == default ? null : new MessageTrace(producer, Processing: null);
    }

    /// <summary>Ends it.</summary>
    /// <param name="trace">The trace of the message.</param>
    /// <param name="outcome">What became of the message, one word.</param>
    /// <param name="error">Why it failed, one word; null if it did not.</param>
    public static void End(MessageTrace? trace, string outcome, string? error)
    {
        if (trace?.Processing is not { } processing)
            return;
        processing.SetTag(AttributeNames.Outcome, outcome);
        Fail(processing, error);
        processing.Stop();
    }

    /// <summary>Adds the span of a call of a queue that has just ended, for messages in hand.</summary>
    /// <param name="operation">Its name: receive, delete, change_visibility, send.</param>
    /// <param name="type">By the conventions: receive, settle, send.</param>
    /// <param name="queue">The queue that was called.</param>
    /// <param name="deliveries">The messages.</param>
    /// <param name="took">How long it took, with what was tried again.</param>
    /// <param name="error">Why it failed, one word; null if it did not.</param>
    public void AddCall(
        string operation,
        string type,
        string queue,
        IEnumerable<Delivery> deliveries,
        TimeSpan took,
        string? error = null
    ) =>
        AddShared(
            deliveries,
            (operation, type, queue),
            static call => new SharedSpan(
                $"{call.operation} {call.queue}",
                Tags(call.operation, call.type, call.queue)
            ),
            took,
            error
        );

    /// <summary>
    /// Begins the span of a message that is sent. Its context travels with the message: whoever takes that continues here.
    /// </summary>
    public Activity? StartSend(string queue, MessageTrace? trace)
    {
        if (trace?.Processing is not { } processing)
            return null;
        return StartApart($"send {queue}", ActivityKind.Producer, processing.Context, Tags("send", "send", queue));
    }

    /// <summary>Ends the span of a message that was sent.</summary>
    public static void EndSend(Activity? send, string? error)
    {
        if (send is null)
            return;
        Fail(send, error);
        send.Stop();
    }

    /// <summary>Adds the span of work that has been done for several messages at once, if one of them is sampled.</summary>
    /// <param name="deliveries">The messages.</param>
    /// <param name="work">What the span is made from.</param>
    /// <param name="describe">Makes it.</param>
    /// <param name="took">How long the work took, until now.</param>
    /// <param name="error">Why it failed, one word; null if it did not.</param>
    public void AddShared<TWork>(
        IEnumerable<Delivery> deliveries,
        TWork work,
        Func<TWork, SharedSpan> describe,
        TimeSpan took,
        string? error
    )
    {
        if (!source.HasListeners())
            return;
        List<Activity>? sampled = null;
        foreach (var delivery in deliveries)
            if (delivery.Trace?.Processing is { } processing)
                (sampled ??= []).Add(processing);
        if (sampled is null)
            return;
        var (name, tags) = describe(work);
        using var shared = source.StartActivity(
            name,
            ActivityKind.Client,
            sampled[0].Context,
            tags,
            sampled.Select(processing => new ActivityLink(processing.Context)),
            TimeProvider.System.GetUtcNow() - took
        );
        if (shared is null)
            return;
        Fail(shared, error);
        foreach (var processing in sampled)
            processing.AddLink(new ActivityLink(shared.Context));
    }

    private Activity? StartProcessing(Delivery delivery, ActivityContext producer)
    {
        var queue = delivery.Source.Queue.Name;
        var processing = StartApart(
            _processNames.GetOrAdd(queue, NameOfProcess),
            ActivityKind.Consumer,
            producer,
            tags: null
        );
        if (processing is { Recorded: true })
        {
            foreach (var (name, value) in Tags("process", "process", queue))
                processing.SetTag(name, value);
            processing.SetTag(AttributeNames.MessageId, delivery.Original.MessageId);
            if (producer != default)
                processing.AddLink(new ActivityLink(producer));
        }
        return processing;
    }

    // Not as a part of what runs here, nor as what runs here from now on.
    private Activity? StartApart(
        string name,
        ActivityKind kind,
        ActivityContext parent,
        KeyValuePair<string, object?>[]? tags
    )
    {
        var ambient = Activity.Current;
        Activity.Current = null;
        try
        {
            return source.StartActivity(name, kind, parent, tags);
        }
        finally
        {
            Activity.Current = ambient;
        }
    }

    private static KeyValuePair<string, object?>[] Tags(string operation, string type, string queue) =>
        [
            new(AttributeNames.MessagingSystem, AttributeNames.Sqs),
            new(AttributeNames.OperationName, operation),
            new(AttributeNames.OperationType, type),
            new(AttributeNames.Destination, queue),
        ];

    private static void Fail(Activity span, string? error)
    {
        if (error is null)
            return;
        span.SetTag(AttributeNames.ErrorType, error);
        span.SetStatus(ActivityStatusCode.Error);
    }
}

/// <summary>What a span is called and says, whose work serves several messages.</summary>
public readonly record struct SharedSpan(string Name, IReadOnlyList<KeyValuePair<string, object?>> Tags);
