using LoopWorker.Loop.Storage;
using LoopWorker.Sending;
using LoopWorker.Tables.Requests;
using LoopWorker.Tables.Values;

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
}
