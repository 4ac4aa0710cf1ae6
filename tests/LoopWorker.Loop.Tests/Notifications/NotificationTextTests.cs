using System.Text.Json;
using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;

namespace LoopWorker.Loop.Tests.Notifications;

public sealed class NotificationTextTests
{
    // SQS takes the characters of XML 1.0; JSON has two of them more that need no escape.
    [Theory]
    [InlineData("a\uFFFF")]
    [InlineData("\uFFFE")]
    [InlineData("a\u007F\u0085\uD83D\uDE00\u2028")]
    public void A_merchant_is_told_of_whatever_its_name_is_made_of(string merchant) =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            rig.StartWorker();
            await rig.SendAsync(Make.Sale("t1") with { MerchantName = merchant });
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Captured], rig.Settled.Select(entry => entry.Outcome));
            using var sent = JsonDocument.Parse(Assert.Single(rig.Notifications.Snapshot()).Body);
            var summary = sent.RootElement.GetProperty("data").GetProperty("summary").GetString();
            Assert.EndsWith(merchant, summary, StringComparison.Ordinal);
        });
}
