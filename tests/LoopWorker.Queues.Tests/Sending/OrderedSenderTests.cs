using LoopWorker.Core;
using LoopWorker.Queues.InMemory;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Sending;
using LoopWorker.Testing;
using LoopWorker.VirtualTime;

namespace LoopWorker.Queues.Tests.Sending;

public sealed class OrderedSenderTests
{
    private static readonly EntryError Busy = new(QueueErrors.InternalError, "By the test.", SenderFault: false);
    private static readonly EntryError Wrong = new(QueueErrors.InvalidContents, "By the test.", SenderFault: true);
    private static readonly QueueException NoAnswer = new(QueueErrors.TimedOut, "By the test.");

    [Fact]
    public void Messages_go_ten_a_call_and_in_their_order() =>
        Run(
            "queue",
            async rig =>
            {
                await rig.SendAsync(Enumerable.Range(0, 25).Select(number => Message(number)));
                Assert.Equal([10, 10, 5], rig.Calls.Select(call => call.Count));
                Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number}"), rig.OnQueue);
                Assert.All(rig.Results.Values, result => Assert.NotNull(((SendResult.Accepted)result).MessageId));
            }
        );

    [Fact]
    public void A_call_holds_no_more_than_a_megabyte_and_what_is_larger_goes_alone() =>
        Run(
            "queue",
            async rig =>
            {
                string[] bodies = [Long(600_000), Long(600_000), Long(1_200_000), Long(10), Long(400_000)];
                await rig.SendAsync(bodies.Select(body => new OutgoingMessage(body)));
                Assert.Equal([1, 1, 1, 2], rig.Calls.Select(call => call.Count));
                Assert.IsType<SendResult.Refused>(rig.Results[2]);
                Assert.Equal(4, rig.Results.Values.Count(result => result is SendResult.Accepted));
            }
        );

    [Fact]
    public void What_fails_temporarily_is_sent_again_after_a_pause_and_alone() =>
        Run(
            "queue",
            async rig =>
            {
                rig.Fails = (call, body) => call <= 2 && body == "1" ? Busy : null;
                var start = rig.Clock.GetUtcNow();
                await rig.SendAsync(Enumerable.Range(0, 3).Select(number => Message(number)));
                Assert.Equal([3, 1, 1], rig.Calls.Select(call => call.Count));
                Assert.Equal(["0", "2", "1"], rig.OnQueue);
                Assert.InRange(rig.Clock.GetUtcNow() - start, TimeSpan.FromTicks(1), TimeSpan.FromMilliseconds(300));
            }
        );

    [Fact]
    public void After_four_attempts_it_is_given_up_and_what_is_wrong_itself_at_once() =>
        Run(
            "queue",
            async rig =>
            {
                rig.Fails = (_, body) =>
                    body switch
                    {
                        "0" => Busy,
                        "1" => Wrong,
                        _ => null,
                    };
                await rig.SendAsync(Enumerable.Range(0, 3).Select(number => Message(number)));
                Assert.Equal([3, 1, 1, 1], rig.Calls.Select(call => call.Count));
                Assert.Equal(new SendResult.Refused(Busy), rig.Results[0]);
                Assert.Equal(new SendResult.Refused(Wrong), rig.Results[1]);
            }
        );

    [Fact]
    public void In_a_group_what_follows_waits_until_what_failed_is_sent() =>
        Run(
            "queue.fifo",
            async rig =>
            {
                rig.Fails = (call, body) => call <= 2 && body == "0" ? Busy : null;
                await rig.SendAsync(Enumerable.Range(0, 12).Select(number => Message(number, number % 2)));
                Assert.Equal(["0", "2", "4", "6", "8", "10"], rig.OnQueue.Where(body => int.Parse(body) % 2 == 0));
                Assert.Equal(["1", "3", "5", "7", "9", "11"], rig.OnQueue.Where(body => int.Parse(body) % 2 == 1));
                Assert.Equal(12, rig.Results.Count);
            }
        );

    [Fact]
    public void If_it_is_given_up_the_rest_of_its_group_is_held_and_the_others_go() =>
        Run(
            "queue.fifo",
            async rig =>
            {
                rig.Fails = (_, body) => body == "2" ? Busy : null;
                await rig.SendAsync(Enumerable.Range(0, 300).Select(number => Message(number, number % 2)));
                Assert.Equal("0", Assert.Single(rig.OnQueue, body => int.Parse(body) % 2 == 0));
                Assert.Equal(150, rig.OnQueue.Count(body => int.Parse(body) % 2 == 1));
                Assert.Equal(148, rig.Results.Values.Count(result => result is SendResult.Held));
            }
        );

    [Fact]
    public void What_is_wrong_itself_holds_nothing_up() =>
        Run(
            "queue.fifo",
            async rig =>
            {
                rig.Fails = (_, body) => body == "0" ? Wrong : null;
                await rig.SendAsync(Enumerable.Range(0, 3).Select(number => Message(number, group: 0)));
                Assert.Equal(["1", "2"], rig.OnQueue);
            }
        );

    [Fact]
    public void A_call_without_an_answer_is_made_again_and_takes_effect_once_on_a_FIFO_queue() =>
        Run(
            "queue.fifo",
            async rig =>
            {
                rig.ThrowsAfter = call => call == 1 ? NoAnswer : null;
                await rig.SendAsync(Enumerable.Range(0, 3).Select(number => Message(number, number)));
                Assert.Equal(["0", "1", "2"], rig.OnQueue);
                Assert.Equal(3, rig.Results.Values.Count(result => result is SendResult.Accepted));
            }
        );

    [Fact]
    public void A_queue_that_never_answers_is_given_up_and_what_was_in_the_calls_is_uncertain() =>
        Run(
            "queue",
            async rig =>
            {
                rig.ThrowsAfter = _ => NoAnswer;
                var thrown = await Assert.ThrowsAsync<QueueException>(() =>
                    rig.SendAsync(Enumerable.Range(0, 25).Select(number => Message(number)))
                );
                Assert.Same(NoAnswer, thrown);
                Assert.Equal(4, rig.Calls.Count);
                Assert.Equal(Enumerable.Range(0, 10), rig.Results.Keys.Order());
                Assert.All(rig.Results.Values, result => Assert.IsType<SendResult.Uncertain>(result));
            }
        );

    // Refused in the end, but perhaps there since the call that was not answered.
    [Fact]
    public void What_was_once_without_an_answer_stays_uncertain_until_it_is_accepted() =>
        Run(
            "queue",
            async rig =>
            {
                rig.ThrowsAfter = call => call == 1 ? NoAnswer : null;
                rig.Fails = (_, _) => Busy;
                await rig.SendAsync([Message(0)]);
                Assert.IsType<SendResult.Uncertain>(rig.Results[0]);
            }
        );

    [Fact]
    public void A_queue_that_an_operator_has_to_mend_is_asked_once() =>
        Run(
            "queue",
            async rig =>
            {
                rig.ThrowsAfter = _ => new QueueException(QueueErrors.AccessDenied, "By the test.");
                await Assert.ThrowsAsync<QueueException>(() => rig.SendAsync([Message(0)]));
                Assert.Single(rig.Calls);
            }
        );

    [Fact]
    public void Cancellation_in_a_pause_leaves_what_was_refused_unsent() =>
        Run(
            "queue",
            async rig =>
            {
                using var cancellation = new CancellationTokenSource();
                rig.Fails = (_, body) =>
                {
                    cancellation.Cancel();
                    return body == "0" ? Busy : null;
                };
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                    rig.SendAsync(Enumerable.Range(0, 12).Select(number => Message(number)), cancellation.Token)
                );
                Assert.Equal(Enumerable.Range(1, 9), rig.Results.Keys.Order());
            }
        );

    private static OutgoingMessage Message(int number, int? group = null) =>
        new($"{number}")
        {
            GroupId = group is null ? null : $"g{group}",
            DeduplicationId = group is null ? null : $"d{number}",
        };

    private static string Long(int characters) => new('x', characters);

    private static void Run(string queue, Func<Rig, Task> test) =>
        VirtualTimeScheduler.Run(
            new DateTimeOffset(2026, 1, 15, 12, 0, 0, TimeSpan.Zero),
            async clock =>
            {
                var ids = Randomness.Seeded(1);
                var service = new InMemoryQueueService(ids.NextId, clock);
                var created = await service.CreateAsync(new QueueDefinition(queue), CancellationToken.None);
                await test(new Rig((InMemoryQueue)created, clock));
            }
        );

    private sealed class Rig(InMemoryQueue queue, VirtualClock clock)
    {
        public VirtualClock Clock => clock;

        /// <summary>The error of a message in a call (from 1).</summary>
        public Func<int, string, EntryError?> Fails { get; set; } = (_, _) => null;

        /// <summary>What is thrown after a call (from 1) has taken effect.</summary>
        public Func<int, QueueException?> ThrowsAfter { get; set; } = _ => null;

        public List<IReadOnlyList<OutgoingMessage>> Calls { get; } = [];

        public Dictionary<int, SendResult> Results { get; } = [];

        public IEnumerable<string> OnQueue => queue.Snapshot().Select(message => message.Body);

        public Task SendAsync(IEnumerable<OutgoingMessage> messages, CancellationToken cancellation = default) =>
            new OrderedSender(
                queue.On((QueueCall.Send call, IQueue next) => AnswerAsync(call, next)),
                Randomness.Seeded(2),
                clock
            ).SendAsync(messages.Index(), (number, result) => Results.Add(number, result), cancellation);

        private async Task<IReadOnlyList<SendOutcome>> AnswerAsync(QueueCall.Send call, IQueue next)
        {
            Calls.Add(call.Messages);
            var number = Calls.Count;
            List<EntryError?> errors = [.. call.Messages.Select(message => Fails(number, message.Body))];
            List<OutgoingMessage> passed = [.. call.Messages.Where((_, i) => errors[i] is null)];
            var outcomes = new Queue<SendOutcome>(
                passed.Count == 0
                    ? []
                    : await (call with { Messages = passed, Cancellation = CancellationToken.None }).MakeAsync(next)
            );
            if (ThrowsAfter(number) is { } exception)
                throw exception;
            return [.. errors.Select(error => error is null ? outcomes.Dequeue() : new SendOutcome(null, error))];
        }
    }
}
