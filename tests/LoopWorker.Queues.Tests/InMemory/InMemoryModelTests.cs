using FsCheck;
using FsCheck.Fluent;
using LoopWorker.Core;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.InMemory;

/// <summary>Random work on a queue and on its plain model comes to the same, message by message.</summary>
public sealed class InMemoryModelTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly Gen<TimeSpan> Seconds = Gen.Elements(0, 1, 2, 3, 5, 10)
        .Select(s => TimeSpan.FromSeconds(s));

    // Deliveries are named by their age: the last one is 0.
    private static readonly Gen<int> Age = Gen.Elements(0, 0, 0, 1, 1, 2, 3, 5, 8);

    private static readonly Gen<Step> AnyStep = Gen.Frequency(
        (
            4,
            from count in Gen.Choose(1, 4)
            from @group in Gen.Elements("g", "h", "i")
            from delay in Seconds
            select (Step)new Step.Send(count, @group, delay)
        ),
        (5, from most in Gen.Choose(1, 10) from timeout in Seconds select (Step)new Step.Receive(most, timeout)),
        (4, from age in Age select (Step)new Step.Delete(age)),
        (3, from age in Age from timeout in Seconds select (Step)new Step.ChangeVisibility(age, timeout)),
        (3, from time in Seconds select (Step)new Step.PassTime(time))
    );

    [Fact]
    public void A_standard_queue_does_what_its_model_does() => HoldsFor(new QueueDefinition("queue"));

    [Fact]
    public void A_fifo_queue_does_what_its_model_does() => HoldsFor(new QueueDefinition("queue.fifo"));

    [Fact]
    public void A_fifo_queue_with_a_delay_does_what_its_model_does() =>
        HoldsFor(new QueueDefinition("queue.fifo") { Delay = TimeSpan.FromSeconds(2) });

    private static void HoldsFor(QueueDefinition bare)
    {
        var deadLetters = new QueueDefinition(bare.IsFifo ? "dead.fifo" : "dead");
        var definition = bare with
        {
            Retention = TimeSpan.FromMinutes(1),
            Redrive = new RedrivePolicy(deadLetters.Name, 2),
        };
        Property.Holds(
            AnyStep.ListOf(60),
            steps =>
                VirtualTimeScheduler.Run(
                    Start,
                    async clock =>
                    {
                        var service = new InMemoryQueueService(Randomness.Seeded(1).NextId, clock);
                        var dead = (InMemoryQueue)await service.CreateAsync(deadLetters, CancellationToken.None);
                        var queue = (InMemoryQueue)await service.CreateAsync(definition, CancellationToken.None);
                        var run = new ModelRun(queue, new QueueModel(definition), clock);
                        foreach (var step in steps)
                            await run.TakeAsync(step);
                        Assert.Equal(run.Model.DeadLetters, dead.Snapshot().Select(message => message.Body));
                    }
                )
        );
    }

    internal abstract record Step
    {
        public sealed record Send(int Count, string Group, TimeSpan Delay) : Step;

        public sealed record Receive(int Most, TimeSpan VisibilityTimeout) : Step;

        public sealed record Delete(int Age) : Step;

        public sealed record ChangeVisibility(int Age, TimeSpan Timeout) : Step;

        public sealed record PassTime(TimeSpan Time) : Step;
    }
}
