using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Preferences;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Messages.Failures;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Pump.Settling;
using LoopWorker.Testing;

namespace LoopWorker.Loop.Tests.Pipeline.Notifying;

public sealed class NotificationRefusalTests
{
    private static readonly EntryError Refused = new(QueueErrors.InvalidContents, "no such characters", true);

    [Theory]
    [InlineData("capture", "stake")]
    [InlineData("stake", "capture")]
    public void What_is_refused_for_its_contents_is_a_dead_letter_at_once_and_the_other_is_sent_once(
        string refused,
        string other
    ) =>
        Rig.Run(async rig =>
        {
            await PrepareAsync(rig);
            var isRefused = true;
            rig.StartWorker(wrapQueue: queue => Without(queue, refused, Refused, () => isRefused));
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();

            var note = Assert.Single(rig.FailureNotes());
            Assert.Equal((FailureCodes.NotificationRefused, 1), (note.Code, note.ReceiveCount));
            Assert.Contains("no such characters", note.Detail, StringComparison.Ordinal);
            Assert.Equal([$"{other}:t1"], rig.NotificationIds());

            // Mended and replayed, only what is still owed is sent.
            isRefused = false;
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal([$"{other}:t1", $"{refused}:t1"], rig.NotificationIds());
            Assert.Single(await rig.CapturesAsync("u1"));
        });

    [Fact]
    public void What_was_sent_is_not_sent_again_while_the_other_fails() =>
        Rig.Run(async rig =>
        {
            await PrepareAsync(rig);
            var busy = new EntryError(QueueErrors.ServiceUnavailable, "busy", SenderFault: false);
            var refusals = 3;
            rig.StartWorker(wrapQueue: queue => Without(queue, "capture", busy, () => refusals-- > 0));
            await rig.SendAsync(Make.Sale("t1"));
            await rig.DrainAsync();
            Assert.Equal(["stake:t1", "capture:t1"], rig.NotificationIds());
            Assert.Empty(rig.FailureNotes());
        });

    [Fact]
    public void What_was_sent_is_noted_while_the_other_waits() =>
        Rig.Run(async rig =>
        {
            await PrepareAsync(rig);
            var (busy, isBusy) = (new EntryError(QueueErrors.ServiceUnavailable, "busy", SenderFault: false), true);
            rig.StartWorker(wrapQueue: queue => Without(queue, "capture", busy, () => isBusy));
            await rig.SendAsync(Make.Sale("t1"));
            await Task.Delay(TimeSpan.FromMinutes(1), rig.Clock);
            rig.Kill();
            isBusy = false;
            rig.StartWorker();
            await rig.DrainAsync();
            Assert.Equal(["stake:t1", "capture:t1"], rig.NotificationIds());
        });

    [Fact]
    public void A_batch_that_is_refused_for_one_of_its_notifications_holds_up_no_other() =>
        Rig.Run(async rig =>
        {
            await PrepareAsync(rig);
            rig.StartWorker(wrapQueue: queue =>
                queue.On(
                    (QueueCall.Send call, IQueue next) =>
                        queue.Name == rig.Notifications.Name && call.Messages.Any(message => IsOf(message, "bad"))
                            ? throw new QueueException(QueueErrors.InvalidContents, "no such characters")
                            : call.MakeAsync(next)
                )
            );
            await rig.SendAsync(Make.Yield("bad", "u2"), Make.Yield("y3", "u3"), Make.Yield("y4", "u4"));
            await rig.DrainAsync();
            Assert.Equal(["yield:y3", "yield:y4"], rig.NotificationIds().Order());
            Assert.Equal(FailureCodes.NotificationRefused, Assert.Single(rig.FailureNotes()).Code);
        });

    [Fact]
    public void Characters_above_U_FFFF_are_sent_as_escapes() =>
        Rig.Run(async rig =>
        {
            await PrepareAsync(rig);
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1") with { MerchantName = "Café 😀" });
            await rig.DrainAsync();
            Assert.All(rig.Notifications.Snapshot(), message => Assert.DoesNotContain(message.Body, char.IsSurrogate));
            Assert.Contains(
                rig.Notifications.Snapshot(),
                message => message.Body.Contains("Café \\ud83d\\ude00", StringComparison.Ordinal)
            );
        });

    private static async Task PrepareAsync(Rig rig)
    {
        await rig.LinkAsync("fp1", "u1");
        var both = new PreferencesPatch { Notifications = new NotificationsPatch(OnStake: true) };
        await new PreferencesStore(rig.Table, rig.Clock).PatchAsync("u1", both, CancellationToken.None);
    }

    private static bool IsOf(OutgoingMessage message, string text) =>
        message.Body.Contains($"\"id\":\"{text}:", StringComparison.Ordinal)
        || message.Body.Contains($":{text}\"", StringComparison.Ordinal);

    // A queue that takes no notifications of a kind.
    private static IQueue Without(IQueue queue, string kind, EntryError error, Func<bool> refuses) =>
        !queue.Name.StartsWith("notifications", StringComparison.Ordinal)
            ? queue
            : queue.On(
                async (QueueCall.Send call, IQueue next) =>
                {
                    var outcomes = new List<SendOutcome>();
                    foreach (var message in call.Messages)
                        outcomes.AddRange(
                            IsOf(message, kind) && refuses()
                                ? [new SendOutcome(null, error)]
                                : await next.SendAsync([message], call.Cancellation)
                        );
                    return (IReadOnlyList<SendOutcome>)outcomes;
                }
            );
}
