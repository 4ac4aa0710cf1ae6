using LoopWorker.Loop.Storage;
using LoopWorker.Queues.Messages;
using LoopWorker.Tables.Values;

namespace LoopWorker.Loop.Tests.Storage;

public sealed class ParkedItemsTests
{
    private static readonly ParkedPurchase Purchase = new(
        "the body",
        new Dictionary<string, MessageAttribute>
        {
            ["text"] = MessageAttribute.String("value"),
            ["bytes"] = new("Binary.png", Bytes: new byte[] { 1, 2 }),
        },
        SourceQueue: "events.fifo",
        MessageId: "m1",
        GroupId: "g1",
        PayloadHash: "hash",
        ParkingId: "p1",
        ExpiresAt: 1_814_400
    )
    {
        TraceHeader = "Root=1-5759e988-bd862e3fe1be46a994272793",
    };

    // What lies in tables: later versions have to read it.
    [Fact]
    public void The_layout_is_this()
    {
        var item = ParkedItems.Write(Keys.Unmatched("fp1", "t1"), Purchase, now: 0);
        Assert.Equal(new ItemKey("CARD#fp1", "UNMATCHED#t1"), item.Key);
        var attributes = item.OrderBy(pair => pair.Key, StringComparer.Ordinal);
        Assert.Equal(
            [
                ("body", "the body"),
                ("group_id", "g1"),
                ("message_attributes", null),
                ("message_id", "m1"),
                ("parked_at", null),
                ("parking_id", "p1"),
                ("payload_hash", "hash"),
                ("source_queue", "events.fifo"),
                ("trace_header", "Root=1-5759e988-bd862e3fe1be46a994272793"),
                ("ttl", null),
            ],
            attributes.Select(pair => (pair.Key, pair.Value.AsString))
        );
        Assert.Equal((0, 1_814_400), (item["parked_at"]?.AsInt64, item["ttl"]?.AsInt64));
        Assert.Equal(
            new MapValue(
                new Dictionary<string, AttributeValue>
                {
                    ["text"] = Map(("data_type", "String"), ("text", "value")),
                    ["bytes"] = Map(("data_type", "Binary.png"), ("bytes", new BinaryValue(new byte[] { 1, 2 }))),
                }
            ),
            item["message_attributes"]
        );
    }

    [Fact]
    public void What_is_written_is_read()
    {
        var read = ParkedItems.Read(ParkedItems.Write(Keys.Unmatched("fp1", "t1"), Purchase, now: 0));
        Assert.Equal(Purchase with { Attributes = read.Attributes }, read);
        Assert.Equal("value", read.Attributes["text"].Text);
        Assert.Equal([1, 2], read.Attributes["bytes"].Bytes!.Value.ToArray());

        var plain = Purchase with
        {
            GroupId = null,
            TraceHeader = null,
            Attributes = new Dictionary<string, MessageAttribute>(),
        };
        var item = ParkedItems.Write(Keys.Unmatched("fp1", "t1"), plain, now: 0);
        Assert.Equal(7, item.Count);
        Assert.Equal(
            (null, null),
            ((string?, string?))(ParkedItems.Read(item).GroupId, ParkedItems.Read(item).TraceHeader)
        );
        Assert.Empty(ParkedItems.Read(item).Attributes);
    }

    private static MapValue Map(params (string Name, AttributeValue Value)[] parts) =>
        new(parts.ToDictionary(part => part.Name, part => part.Value));
}
