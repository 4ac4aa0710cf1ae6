using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Loop.Events.Setup;
using LoopWorker.Loop.Notifications;
using LoopWorker.Loop.Preferences;
using LoopWorker.Loop.Tests.Support;
using LoopWorker.Queues.Messages;
using LoopWorker.Queues.Tracing;
using LoopWorker.Testing.Schemas;

namespace LoopWorker.Loop.Tests.Events.Schemas;

/// <summary>Holds what the worker sends against the document that describes it.</summary>
public sealed class NotificationSchemaTests
{
    private const string Envelope = Notification.WireName + ".envelope";

    [Fact]
    public void Every_notification_that_is_sent_fits_the_schema() =>
        Rig.Run(async rig =>
        {
            await rig.LinkAsync("fp1", "u1");
            var all = new PreferencesPatch
            {
                Notifications = new NotificationsPatch(true, true, true, true, MinNotifyAmount: 0),
            };
            await new PreferencesStore(rig.Table, rig.Clock).PatchAsync("u1", all, CancellationToken.None);
            rig.StartWorker();
            await rig.SendAsync(
                Make.Sale("t1") with
                {
                    MerchantName = "寿司 😀 \uFFFF",
                },
                Make.Sale(new string('t', 128), merchant: "m:\"2\""),
                Make.Yield("y1"),
                Make.Unlock("l1", amount: ulong.MaxValue)
            );
            var traced = new OutgoingMessage(Make.Message(Make.Yield("y2")))
            {
                Attributes = new Dictionary<string, MessageAttribute>
                {
                    [TraceContext.ParentAttribute] = MessageAttribute.String(
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
                    ),
                    [TraceContext.StateAttribute] = MessageAttribute.String("vendor=1"),
                },
            };
            await rig.Events.SendAsync([traced], CancellationToken.None);
            await rig.DrainAsync();

            var schema = SchemaText.Parse(WithData());
            var sent = rig.Notifications.Snapshot().Select(message => message.Body).ToList();
            Assert.Equal(7, sent.Count);
            Assert.Contains(sent, body => body.Contains("traceparent", StringComparison.Ordinal));
            foreach (var body in sent)
            {
                using var message = JsonDocument.Parse(body);
                Assert.True(schema.Accepts(message.RootElement), body);
                Assert.False(schema.Accepts(message.RootElement.GetProperty("data")), body);
            }
        });

    [Fact]
    public void The_schema_names_the_members_that_are_sent_and_no_others() =>
        Assert.Equal(
            ["id", "source", "specversion", "type", "time", "datacontenttype", "traceparent", "tracestate", "data"],
            SchemaFiles.Load(Envelope).Names("properties")
        );

    [Fact]
    public void The_example_in_the_documents_is_what_is_sent()
    {
        var page = File.ReadAllText(Path.Combine(SchemaFiles.Folder, "README.md"));
        var example = page.Split("## Notifications\n")[1].Split("```")[1].TrimStart('\n');
        var notification = NotificationRules.Build(
            "yield",
            new LoopWorker.Messages.Types.Vaults.VaultYield(
                "v-1",
                "5A7EYKTZ",
                1_500_000_000,
                new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)
            ),
            "5A7EYKTZ",
            1_500_000_000
        );
        Assert.Equal(
            JsonNode.Parse(notification.ToCloudEvent("/loopworker"))!.ToJsonString(),
            JsonNode.Parse(example)!.ToJsonString()
        );
    }

    // The schema with what it refers to in its place.
    private static string WithData()
    {
        var schema = JsonNode.Parse(SchemaFiles.Load(Envelope).GetRawText())!;
        var data = schema["properties"]!["data"]!;
        Assert.Equal($"./{Notification.WireName}.schema.json", (string?)data["$ref"]);
        schema["properties"]!["data"] = JsonNode.Parse(SchemaFiles.Load(Notification.WireName).GetRawText());
        return schema.ToJsonString(
            new JsonSerializerOptions
            {
                Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
    }
}
