using LoopWorker.Commands.Arguments;
using LoopWorker.Configuration;
using LoopWorker.Core;
using LoopWorker.Engines;
using LoopWorker.Hosting;
using LoopWorker.Loop.Events;
using LoopWorker.Messages.Reading;
using LoopWorker.Operations;
using LoopWorker.Operations.DeadLetters;
using LoopWorker.Wording;

namespace LoopWorker.Commands.DeadLetters;

/// <summary>What the commands for dead letters work on, by the settings.</summary>
internal sealed class DlqSession : IAsyncDisposable
{
    private readonly AwsServices _aws;

    private DlqSession(LoopWorkerSettings settings)
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
        Queues = DeadLetterQueue.Of(
            settings
                .ReceivedQueues()
                .Select(source => (source.DeadLetterQueueName(), new LetterSource(source.Queue, source.DefaultType)))
        );
    }

    public OperationPorts Ports { get; }

    /// <summary>All dead-letter queues of the settings.</summary>
    public IReadOnlyList<DeadLetterQueue> Queues { get; }

    public static DlqSession Open() => new(SettingsLoading.Load(WorkerHost.ReadConfiguration()));

    /// <summary>The queue that is named, by its own name or a source's; the only one, if none is.</summary>
    /// <exception cref="UsageException">If there is none of that name, or the name is missing.</exception>
    public DeadLetterQueue Choose(string? name)
    {
        string[] names = [.. Queues.Select(queue => queue.Name)];
        if (name is null)
            return Queues is [var only]
                ? only
                : throw new UsageException($"--queue is missing: name the dead-letter queue, {Listing.Or(names)}.");
        return Queues.FirstOrDefault(queue => queue.Name == name || queue.Sources.Any(source => source.Queue == name))
            ?? throw new UsageException($"--queue is '{name}': it must be {Listing.Or(names)}, or a source of theirs.");
    }

    public ValueTask DisposeAsync() => _aws.DisposeAsync();
}
