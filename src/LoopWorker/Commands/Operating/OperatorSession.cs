using LoopWorker.Commands.Arguments;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop.Cards;
using LoopWorker.Loop.Events;
using LoopWorker.Messages.Reading;
using LoopWorker.Operations;
using LoopWorker.Operations.Auditing;
using LoopWorker.Operations.Captures;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Operations.Sessions;
using LoopWorker.Wording;

namespace LoopWorker.Commands.Operating;

/// <summary>What the commands of operators work on, by the settings.</summary>
internal sealed class OperatorSession : IAsyncDisposable
{
    private readonly AwsServices _aws;

    private OperatorSession(LoopWorkerSettings settings)
    {
        var (time, randomness) = (TimeProvider.System, Randomness.Unseeded());
        _aws = new AwsServices(settings, randomness, time);
        Ports = new OperationPorts(
            _aws.OpenTable(),
            _aws.Queues,
            new EventReader(settings.Pipeline.MaxBodyBytes),
            (loopEvent, now) =>
                new AgeLimit(settings.Pipeline.MaxEventAge).Judge(loopEvent, now)
                ?? loopEvent.Type.AmountOf(loopEvent, settings.Capture).Failure,
            randomness,
            time
        );
        Audit = new AuditLog(Ports.Table, randomness, time);
        Cards = new CardDirectory(Ports.Table, Ports.Queues, randomness, time);
        DeadLetters = DeadLetterQueue.Of(
            settings
                .ReceivedQueues()
                .Select(source => (source.DeadLetterQueueName(), new LetterSource(source.Queue, source.DefaultType)))
        );
    }

    public OperationPorts Ports { get; }

    /// <summary>The records of who did what.</summary>
    public AuditLog Audit { get; }

    public CardDirectory Cards { get; }

    public UserCaptures Captures => new(Ports.Table, Audit, Ports.Randomness, Ports.Time);

    public UserSessions Sessions => new(Ports.Table, Audit, Ports.Randomness, Ports.Time);

    /// <summary>All dead-letter queues of the settings.</summary>
    public IReadOnlyList<DeadLetterQueue> DeadLetters { get; }

    /// <exception cref="SettingsException">If the settings are invalid.</exception>
    public static OperatorSession Open() => new(SettingsLoading.Load(WorkerHost.ReadConfiguration()));

    /// <summary>The dead-letter queue that is named, by its own name or a source's; the only one, if none is.</summary>
    /// <exception cref="UsageException">If there is none of that name, or the name is missing.</exception>
    public DeadLetterQueue Choose(string? name)
    {
        string[] names = [.. DeadLetters.Select(queue => queue.Name)];
        if (name is null)
            return DeadLetters is [var only]
                ? only
                : throw new UsageException($"--queue is missing: name the dead-letter queue, {Listing.Or(names)}.");
        return DeadLetters.FirstOrDefault(queue =>
                queue.Name == name || queue.Sources.Any(source => source.Queue == name)
            )
            ?? throw new UsageException($"--queue is '{name}': it must be {Listing.Or(names)}, or a source of theirs.");
    }

    public ValueTask DisposeAsync() => _aws.DisposeAsync();
}
