using System.Text.Json;
using System.Text.Json.Nodes;
using LoopWorker.Messages.Failures;
using LoopWorker.Messages.Types.PosTransactions;
using LoopWorker.Messages.Types.Vaults;
using LoopWorker.Queues.Messages;

namespace LoopWorker.Loop.Tests.Events.Reading;

public sealed class EnvelopeTests
{
    private const string Type = PosTransactionMessage.WireName;

    // As AWS.Messaging publishes: data is the payload serialized once more into a string, with \u0022 for quotes.
    private static readonly string Published = $$"""
        {"id":"b02f156b-0f02-48cf-ae54-4fbbe05cffba","source":"/aws/messaging","specversion":"1.0",
         "type":"loop.pos.transaction.v1","time":"2026-03-01T11:59:31.4721393+00:00",
         "data":{{JsonSerializer.Serialize(Samples.Transaction)}}}
        """;

    private static readonly string PublishedAsObject = $$"""
        {"id":"b02f156b-0f02-48cf-ae54-4fbbe05cffba","source":"/shop/pos","specversion":"1.0","datacontenttype":"application/json",
         "type":"loop.pos.transaction.v1","time":"2026-03-01T11:59:31.4721393+00:00","data":{{Samples.Transaction}}}
        """;

    private static readonly PosTransaction Expected = Samples.ReadAs<PosTransaction>(Samples.Transaction, Type);

    public static TheoryData<string, string> Enveloped =>
        new()
        {
            { "AWS.Messaging, data as a string", Published },
            { "AWS.Messaging, data as an object", PublishedAsObject },
            {
                "CloudEvents with its data in base64, as SDKs write bytes",
                $$"""{"specversion":"1.0","id":"1","source":"/s","type":"{{Type}}","data_base64":"{{Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Samples.Transaction))}}"}"""
            },
            { "type and data alone", Samples.Line(Type, Samples.Transaction) },
            {
                "type written with an escape",
                $$"""{"t\u0079pe":"loop.pos.transaction\u002ev1","data":{{Samples.Transaction}}}"""
            },
            {
                "CloudEvents with null id",
                $$"""{"id":null,"type":"{{Type}}","specversion":null,"data":{{Samples.Transaction}}}"""
            },
            { "SNS around AWS.Messaging", Sns(Published) },
            { "SNS around the bare payload", Sns(Samples.Transaction, Type) },
            { "EventBridge around the payload", EventBridge(Samples.Transaction) },
            {
                "EventBridge around the payload as a string",
                EventBridge(JsonSerializer.Serialize(Samples.Transaction))
            },
            { "EventBridge around AWS.Messaging", EventBridge(Published) },
            { "EventBridge around AWS.Messaging as a string", EventBridge(JsonSerializer.Serialize(Published)) },
            { "SNS around EventBridge around AWS.Messaging", Sns(EventBridge(Published)) },
        };

    [Theory]
    [MemberData(nameof(Enveloped))]
    public void Each_envelope_gives_the_same_event(string name, string body)
    {
        Assert.NotEmpty(name);
        Assert.Equal(Expected, Samples.ReadAs<PosTransaction>(body));
    }

    [Fact]
    public void The_message_attribute_gives_a_bare_payload_its_type_before_the_default()
    {
        var attributes = new Dictionary<string, MessageAttribute> { ["type"] = MessageAttribute.String(Type) };

        var result = Samples.Reader.Read(Samples.Transaction, attributes, VaultYieldMessage.WireName, Samples.Now);

        Assert.Equal(Expected, result.Event);
    }

    [Fact]
    public void An_envelope_that_names_a_type_overrules_the_message_attribute()
    {
        var attributes = new Dictionary<string, MessageAttribute>
        {
            ["type"] = MessageAttribute.String(VaultYieldMessage.WireName),
        };

        Assert.Equal(Expected, Samples.Reader.Read(Published, attributes, null, Samples.Now).Event);
        Assert.Equal(
            Expected,
            Samples.Reader.Read(Sns(Samples.Transaction, Type), attributes, null, Samples.Now).Event
        );
    }

    [Fact]
    public void An_sns_notification_without_a_type_attribute_falls_back_to_the_default_type()
    {
        Assert.Equal(Expected, Samples.ReadAs<PosTransaction>(Sns(Samples.Transaction), Type));
    }

    [Fact]
    public void A_binary_type_attribute_counts_as_absent()
    {
        var attributes = new Dictionary<string, MessageAttribute> { ["type"] = new("Binary", Bytes: new byte[] { 1 }) };

        Assert.Equal(Expected, Samples.Reader.Read(Samples.Transaction, attributes, Type, Samples.Now).Event);
    }

    [Theory]
    [InlineData("""{"type":"loop.pos.transaction.v1"}""")]
    [InlineData("""{"Type":"SubscriptionConfirmation","Message":"{}"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("\"text\"")]
    public void What_is_no_envelope_is_refused_with_the_four_that_are(string body)
    {
        var failure = Samples.Read(body).Failure!;

        Assert.Equal(FailureCodes.UnknownEnvelope, failure.Code);
        foreach (var accepted in new[] { "CloudEvents 1.0", "SNS", "EventBridge", "bare payload" })
            Assert.Contains(accepted, failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"0.3\"")]
    [InlineData("1.0")]
    [InlineData("\"1.0 \"")]
    public void Another_version_of_CloudEvents_is_refused(string version)
    {
        var failure = Samples
            .Read($$"""{"specversion":{{version}},"type":"loop.vault.yield.v1","data":{} }""")
            .Failure!;

        Assert.Equal(FailureCodes.UnknownEnvelope, failure.Code);
        Assert.StartsWith("specversion is ", failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"specversion":"1.0","data":{}}""", "missing_field", "type is missing")]
    [InlineData("""{"specversion":"1.0","type":"loop.vault.yield.v1"}""", "missing_field", "data is missing")]
    [InlineData(
        """{"specversion":"1.0","type":"t","data":{},"data_base64":"e30="}""",
        "invalid_field",
        "data_base64 is there beside data"
    )]
    [InlineData("""{"specversion":"1.0","type":"t","data_base64":5}""", "invalid_field", "data_base64 is a number")]
    [InlineData(
        """{"specversion":"1.0","type":"t","data_base64":"e30"}""",
        "invalid_field",
        "data_base64 is no base64"
    )]
    [InlineData(
        """{"specversion":"1.0","type":"t","data_base64":"W10="}""",
        "invalid_field",
        "data_base64 is a string that holds an array"
    )]
    [InlineData("""{"specversion":"1.0","type":"t","data_base64":"ew=="}""", "invalid_json", "data_base64 is not JSON")]
    [InlineData(
        """{"specversion":"1.0","type":"t","data_base64":"eyJhIjoi/yJ9"}""",
        "invalid_json",
        "data_base64 is not JSON"
    )]
    [InlineData("""{"type":5,"data":{}}""", "invalid_field", "type is a number")]
    [InlineData("""{"type":"\ud800","data":{}}""", "invalid_field", "type is a string with half")]
    [InlineData("""{"type":"loop.vault.yield.v1","data":5}""", "invalid_field", "data is a number")]
    [InlineData(
        """{"type":"loop.vault.yield.v1","data":"[1]"}""",
        "invalid_field",
        "data is a string that holds an array"
    )]
    [InlineData("""{"type":"loop.vault.yield.v1","data":"{"}""", "invalid_json", "data is not JSON")]
    [InlineData("""{"type":"loop.vault.yield.v1","data":""}""", "invalid_json", "data is not JSON")]
    [InlineData("""{"type":"loop.vault.yield.v1","data":"\udc00"}""", "invalid_json", "data is not JSON")]
    [InlineData("""{"type":"a","type":"b","data":{}}""", "invalid_field", "type is there more than once")]
    [InlineData("""{"Type":"Notification"}""", "missing_field", "Message is missing")]
    [InlineData("""{"Type":"Notification","Message":{}}""", "invalid_field", "Message is an object")]
    [InlineData("""{"Type":"Notification","Message":"plain text"}""", "invalid_json", "Message is not JSON")]
    [InlineData(
        """{"Type":"Notification","Message":"{}","MessageAttributes":{"type":{"Value":5}}}""",
        "invalid_field",
        "MessageAttributes.type.Value is a number"
    )]
    [InlineData("""{"detail-type":"loop.vault.yield.v1"}""", "missing_field", "detail is missing")]
    [InlineData("""{"detail-type":[],"detail":{}}""", "invalid_field", "detail-type is an array")]
    public void A_broken_envelope_is_refused_by_the_field_that_is_wrong(string body, string code, string detail)
    {
        var failure = Samples.Read(body).Failure!;

        Assert.Equal(code, failure.Code);
        Assert.StartsWith(detail, failure.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("loop.pos.transaction.v2")]
    [InlineData("loop.notification.v1")]
    [InlineData("loop.card.link.v1")]
    [InlineData("")]
    public void An_unknown_type_is_refused_with_the_types_that_are_known(string type)
    {
        var failure = Samples.Read(Samples.Line(type, "{}")).Failure!;

        Assert.Equal(FailureCodes.UnknownType, failure.Code);
        foreach (var known in Samples.Payloads.Keys)
            Assert.Contains(known, failure.Detail, StringComparison.Ordinal);
    }

    // Unknown fields are ignored, also if they are called as another envelope's are.
    [Theory]
    [InlineData("\"type\":\"loop.vault.yield.v1\",\"data\":{\"event_id\":\"x\"}")]
    [InlineData("\"specversion\":\"0.3\"")]
    [InlineData("\"specversion\":\"1.0\",\"type\":\"loop.vault.yield.v1\",\"data\":{}")]
    [InlineData("\"type\":5,\"data\":[]")]
    [InlineData("\"type\":1,\"type\":2,\"data_base64\":\"\"")]
    public void Members_called_as_those_of_CloudEvents_change_nothing_elsewhere(string members)
    {
        string With(string json) => json.TrimEnd()[..^1] + "," + members + "}";

        var attributes = new Dictionary<string, MessageAttribute> { ["type"] = MessageAttribute.String(Type) };
        var payload = With(Samples.Transaction);
        Assert.Equal(Expected, Samples.Reader.Read(payload, attributes, null, Samples.Now).Event);
        Assert.Equal(Expected, Samples.ReadAs<PosTransaction>(payload, Type));
        Assert.Equal(Expected, Samples.ReadAs<PosTransaction>(With(Sns(Samples.Transaction, Type))));
        Assert.Equal(Expected, Samples.ReadAs<PosTransaction>(With(EventBridge(Samples.Transaction))));
        Assert.Equal(Expected, Samples.ReadAs<PosTransaction>(Sns(payload, Type)));
        Assert.Equal(Expected, Samples.ReadAs<PosTransaction>(EventBridge(payload)));
        Assert.Equal(Expected, Samples.ReadAs<PosTransaction>(Sns(With(EventBridge(payload)), "other")));
    }

    [Theory]
    [InlineData("\"Type\":\"Notification\",\"Message\":\"{}\"")]
    [InlineData("\"detail-type\":\"x\",\"detail\":{}")]
    public void Nor_do_members_called_as_those_of_other_envelopes_change_a_payload(string members) =>
        Assert.Equal(
            Expected,
            Samples.ReadAs<PosTransaction>(Samples.Transaction.TrimEnd()[..^1] + "," + members + "}", Type)
        );

    public static TheoryData<string> Envelopes =>
        [Sns(Samples.Transaction, Type), EventBridge(Samples.Transaction), Published, PublishedAsObject];

    [Theory]
    [MemberData(nameof(Envelopes))]
    public void An_envelope_within_the_payload_of_CloudEvents_is_not_opened(string envelope) =>
        Assert.Equal(FailureCodes.MissingField, Samples.Read(Samples.Line(Type, envelope)).Failure!.Code);

    // As SNS delivers to SQS without raw delivery.
    private static string Sns(string message, string? type = null)
    {
        var notification = new JsonObject
        {
            ["Type"] = "Notification",
            ["MessageId"] = "dc1e94d9-56c5-5e96-808d-cc7f68faa162",
            ["TopicArn"] = "arn:aws:sns:us-east-2:111122223333:pos",
            ["Subject"] = "TestSubject",
            ["Message"] = message,
            ["Timestamp"] = "2026-03-01T11:59:32.123Z",
            ["SignatureVersion"] = "1",
            ["Signature"] = "EXAMPLE==",
            ["SigningCertURL"] = "https://sns.us-east-2.amazonaws.com/SimpleNotificationService.pem",
            ["UnsubscribeURL"] = "https://sns.us-east-2.amazonaws.com/?Action=Unsubscribe",
        };
        if (type is not null)
            notification["MessageAttributes"] = new JsonObject
            {
                ["type"] = new JsonObject { ["Type"] = "String", ["Value"] = type },
            };
        return notification.ToJsonString();
    }

    private static string EventBridge(string detail) =>
        $$"""
            {"version":"0","id":"4f9ae31e-7b26-4c0b-9c1a-9b3f7f1c6f1e","detail-type":"loop.pos.transaction.v1","source":"shop.pos",
             "account":"111122223333","time":"2026-03-01T11:59:32Z","region":"us-east-2","resources":[],"detail":{{detail}}}
            """;
}
