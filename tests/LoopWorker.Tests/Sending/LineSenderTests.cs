using LoopWorker.Loop.Storage;
using LoopWorker.Queues;
using LoopWorker.Queues.Messages;
using LoopWorker.Sending;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;
using LoopWorker.Testing;

namespace LoopWorker.Tests.Sending;

public sealed class LineSenderTests
{
    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"user_pubkey\":\"u2\"}")]
    public void A_context_that_cannot_be_read_is_in_the_way_of_its_own_users_lines_alone(string stored) =>
        SendingRig.Run(async rig =>
        {
            var context = Item.Of(Keys.Context("u1"), (Attributes.ContextData, stored), (Attributes.Version, 3UL));
            await rig.Engine.Table.PutAsync(new Put(context), CancellationToken.None);
            var sender = rig.Sender(rig.Queue, new SendOptions(InOrder: false, AsIs: false));

            await sender.SendAsync(
                [
                    SendingRig.Line(1, SendingRig.Preferences("u1")),
                    SendingRig.Line(2, SendingRig.Preferences("u3")),
                    SendingRig.Line(3, SendingRig.Yield("y1", "u2")),
                ],
                _ => { },
                CancellationToken.None
            );

            var (line, failure) = Assert.Single(sender.Report.Refused);
            Assert.Equal(1, line.Number);
            Assert.StartsWith(
                "user_pubkey: the context stored for this user cannot be read, and stays as it is. ",
                failure.Detail,
                StringComparison.Ordinal
            );
            Assert.Equal((1, 1), (sender.Report.Sent, sender.Report.Prepared));
        });

    [Fact]
    public void What_is_under_way_when_it_is_interrupted_is_neither_sent_nor_not() =>
        SendingRig.Run(async rig =>
        {
            using var interruption = new CancellationTokenSource();
            var calls = 0;
            var queue = rig.Queue.On(
                (QueueCall.Send call, IQueue next) =>
                {
                    if (++calls < 3)
                        return call.MakeAsync(next);
                    interruption.Cancel();
                    return Task.FromCanceled<IReadOnlyList<SendOutcome>>(interruption.Token);
                }
            );
            var sender = rig.Sender(queue, new SendOptions(InOrder: false, AsIs: false));
            var lines = Enumerable
                .Range(1, 45)
                .Select(line => SendingRig.Line(line, SendingRig.Yield($"y{line}", "u1")));

            await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
                sender.SendAsync(lines, _ => { }, interruption.Token)
            );

            Assert.Equal((20, 10), (sender.Report.Sent, sender.Report.Uncertain));
        });
}
