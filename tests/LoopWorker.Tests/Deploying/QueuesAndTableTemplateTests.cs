using System.Globalization;
using System.Text.Json.Nodes;
using LoopWorker.Configuration;
using LoopWorker.Preflight;
using LoopWorker.Provisioning;
using LoopWorker.Queues;
using LoopWorker.Tables.DynamoDb.Provisioning;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Deploying;

/// <summary>The template makes what <c>provision</c> makes.</summary>
public sealed class QueuesAndTableTemplateTests
{
    private const string Path = "cloudformation/queues-and-table.json";
    private const string Key = "arn:aws:kms:eu-central-1:111122223333:key/k1";

    public static TheoryData<bool, bool, bool> Kinds =>
        new MatrixTheoryData<bool, bool, bool>([false, true], [false, true], [false, true]);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void After_it_provision_has_nothing_to_do(bool fifo, bool fifoNotifications, bool routed)
    {
        var template = new Template(
            Path,
            ("EventsFifo", Text(fifo)),
            ("NotificationsFifo", Text(fifoNotifications)),
            ("Routing", Text(routed))
        );
        var wanted = Blueprint.Of(SettingsOf(fifo, fifoNotifications, routed));
        var found = Read(template);

        var plan = ProvisionPlan.Of(wanted, found);

        Assert.Empty(plan.Steps);
        Assert.Empty(plan.Mismatches);
        Assert.Equal(
            wanted.Queues.OrderBy(queue => queue.Name, StringComparer.Ordinal),
            found.Queues.Values.OrderBy(queue => queue.Name, StringComparer.Ordinal)
        );
        Assert.Equal("PAY_PER_REQUEST", found.Table!.BillingMode);
        Assert.Equal("INCLUDE", Assert.Single(found.Table.Indexes).Projection);
        Assert.Equal(wanted.Table.Indexes[0].Included, found.Table.Indexes[0].Included);
        Assert.All(TableRules.Of(wanted, found.Table), finding => Assert.Equal(Severity.Ok, finding.Severity));
    }

    [Fact]
    public void Other_names_are_those_of_all_that_is_made()
    {
        var template = new Template(
            Path,
            ("EventsQueue", "sales"),
            ("NotificationsQueue", "told"),
            ("Routing", "true"),
            ("RoutingQueue", "by-user"),
            ("TableName", "state")
        );
        var found = Read(template);
        Assert.Equal(
            ["by-user-dlq.fifo", "by-user.fifo", "sales", "sales-dlq", "told"],
            found.Queues.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal("sales-dlq", found.Queues["sales"].Redrive!.DeadLetterQueue);
        Assert.Equal("state", found.Table!.Name);
    }

    [Fact]
    public void A_key_encrypts_every_queue_and_the_table()
    {
        var template = new Template(Path, ("KeyArn", Key), ("Routing", "true"));
        Assert.All(
            template.OfType("AWS::SQS::Queue"),
            queue =>
            {
                Assert.Equal(Key, (string)queue["KmsMasterKeyId"]!);
                Assert.Null(queue["SqsManagedSseEnabled"]);
            }
        );
        Assert.Equal(Key, (string)template.Properties("Table")["SSESpecification"]!["KMSMasterKeyId"]!);
    }

    [Fact]
    public void Without_a_key_queues_and_table_have_the_encryption_of_their_service()
    {
        var template = new Template(Path);
        Assert.All(
            template.OfType("AWS::SQS::Queue"),
            queue =>
            {
                Assert.True((bool)queue["SqsManagedSseEnabled"]!);
                Assert.Null(queue["KmsMasterKeyId"]);
            }
        );
        Assert.Null(template.Properties("Table")["SSESpecification"]);
    }

    [Fact]
    public void Every_queue_that_is_received_from_and_its_dead_letters_are_watched()
    {
        var template = new Template(Path, ("Routing", "true"));
        var blueprint = Blueprint.Of(SettingsOf(fifo: false, fifoNotifications: false, routed: true));
        foreach (var received in blueprint.Received)
        {
            Assert.Equal(["ApproximateNumberOfMessagesVisible"], Watched(template, received.DeadLetters.Name));
            Assert.Equal(
                ["ApproximateAgeOfOldestMessage", "NumberOfEmptyReceives", "NumberOfMessagesReceived"],
                Watched(template, received.Queue.Name)
            );
        }
        Assert.Equal(
            ["ReadThrottleEvents", "WriteThrottleEvents", "WriteThrottleEvents"],
            Watched(template, blueprint.Table.Name)
        );
    }

    [Fact]
    public void Alarms_go_to_the_topic_if_there_is_one()
    {
        Assert.All(Alarms(new Template(Path)), alarm => Assert.Null(alarm["AlarmActions"]));
        Assert.All(
            Alarms(new Template(Path, ("AlarmTopicArn", "arn:topic"))),
            alarm => Assert.Equal("arn:topic", (string)alarm["AlarmActions"]![0]!)
        );
    }

    private static IEnumerable<JsonObject> Alarms(Template template) => template.OfType("AWS::CloudWatch::Alarm");

    // The metrics with a dimension of this value, of the alarm itself or of what it computes.
    private static IEnumerable<string> Watched(Template template, string name) =>
        Alarms(template)
            .SelectMany(alarm =>
                alarm["Metrics"] is JsonArray metrics
                    ? metrics.Select(metric => metric!["MetricStat"]?["Metric"]).OfType<JsonObject>()
                    : [alarm]
            )
            .Where(metric => metric["Dimensions"]!.AsArray().Any(dimension => (string)dimension!["Value"]! == name))
            .Select(metric => (string)metric["MetricName"]!)
            .Order(StringComparer.Ordinal);

    private static Found Read(Template template) =>
        new(
            TableOf(template.Properties("Table")),
            template.OfType("AWS::SQS::Queue").Select(QueueOf).ToDictionary(queue => queue.Name)
        );

    private static QueueDefinition QueueOf(JsonObject queue)
    {
        var name = (string)queue["QueueName"]!;
        Assert.Equal(QueueDefinition.IsFifoName(name), queue["FifoQueue"] is { } fifo && (bool)fifo);
        return new QueueDefinition(name)
        {
            VisibilityTimeout = Seconds(queue["VisibilityTimeout"]!),
            Retention = Seconds(queue["MessageRetentionPeriod"]!),
            Delay = Seconds(queue["DelaySeconds"]!),
            MaximumMessageBytes = (int)queue["MaximumMessageSize"]!,
            Redrive = queue["RedrivePolicy"] is { } redrive
                ? new RedrivePolicy(
                    ((string)redrive["deadLetterTargetArn"]!).Split(':')[^1],
                    (int)redrive["maxReceiveCount"]!
                )
                : null,
            ContentBasedDeduplication = queue["ContentBasedDeduplication"] is { } byContent && (bool)byContent,
            HighThroughput =
                (string?)queue["DeduplicationScope"] == "messageGroup"
                && (string?)queue["FifoThroughputLimit"] == "perMessageGroupId",
        };
    }

    private static TableDescription TableOf(JsonObject table)
    {
        var types = table["AttributeDefinitions"]!
            .AsArray()
            .ToDictionary(
                attribute => (string)attribute!["AttributeName"]!,
                attribute => (string)attribute!["AttributeType"]!
            );
        var timeToLive = table["TimeToLiveSpecification"]!;
        return new TableDescription(
            (string)table["TableName"]!,
            "ACTIVE",
            KeysOf(table["KeySchema"]!, types),
            [
                .. table["GlobalSecondaryIndexes"]!
                    .AsArray()
                    .Select(index => new IndexDescription(
                        (string)index!["IndexName"]!,
                        "ACTIVE",
                        KeysOf(index["KeySchema"]!, types),
                        (string)index["Projection"]!["ProjectionType"]!,
                        [.. index["Projection"]!["NonKeyAttributes"]!.AsArray().Select(attribute => (string)attribute!)]
                    )),
            ],
            (bool)timeToLive["Enabled"]! ? (string)timeToLive["AttributeName"]! : null,
            (bool)table["PointInTimeRecoverySpecification"]!["PointInTimeRecoveryEnabled"]!,
            (string)table["BillingMode"]!
        );
    }

    private static IReadOnlyList<KeyDescription> KeysOf(JsonNode schema, Dictionary<string, string> types) =>
        [
            .. schema
                .AsArray()
                .Select(key => new KeyDescription(
                    (string)key!["AttributeName"]!,
                    (string)key["KeyType"]!,
                    types[(string)key["AttributeName"]!]
                )),
        ];

    private static LoopWorkerSettings SettingsOf(bool fifo, bool fifoNotifications, bool routed)
    {
        var settings = Settings.Default();
        if (fifo)
            settings.Queues.Sources[0].Queue = "loop-events.fifo";
        if (fifoNotifications)
            settings.Queues.Notifications = "loop-notifications.fifo";
        if (routed)
            settings.Routing.Queue = "loop-routing.fifo";
        return settings;
    }

    private static string Text(bool value) => value.ToString().ToLower(CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(JsonNode node) => TimeSpan.FromSeconds((int)node);
}
