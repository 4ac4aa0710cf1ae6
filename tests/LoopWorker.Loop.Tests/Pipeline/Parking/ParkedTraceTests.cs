using LoopWorker.Loop.Pipeline;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Pipeline.Parking;

/// <summary>A purchase that had to wait for its card goes on in the trace of its producer, however that came with it.</summary>
public sealed class ParkedTraceTests
{
    private const string Parent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";

    private static readonly string Sale = Make.Message(Make.Sale("t1"));

    public static TheoryData<string> Carriers => ["attribute", "envelope", "X-Ray"];

    [Theory]
    [MemberData(nameof(Carriers))]
    public void Its_notification_carries_the_trace_on(string carrier) =>
        Rig.Run(async rig =>
        {
            rig.StartWorker(rules: Parked.Rules);
            await rig.Events.SendAsync([Carried(carrier)], CancellationToken.None);
            await rig.DrainAsync();
            Assert.Equal([Outcomes.Parked], rig.Outcomes());
            await rig.LinkAsync("fp1", "u1");
            await rig.DrainAsync();

            var notification = Assert.Single(rig.Notifications.Snapshot());
            Assert.Equal(Parent, notification.Attributes["traceparent"].Text);
        });

    private static OutgoingMessage Carried(string carrier) =>
        carrier switch
        {
            "attribute" => new(Sale)
            {
                Attributes = new Dictionary<string, MessageAttribute>
                {
                    ["traceparent"] = MessageAttribute.String(Parent),
                },
            },
            "envelope" => new($$"""{"traceparent":"{{Parent}}",{{Sale[1..]}}"""),
            _ => new(Sale)
            {
                TraceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
            },
        };
}
