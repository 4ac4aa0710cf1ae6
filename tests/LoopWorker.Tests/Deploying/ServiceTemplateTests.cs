using System.Text.Json.Nodes;
using LoopWorker.Configuration;
using LoopWorker.Provisioning;
using LoopWorker.Testing.Permissions;

namespace LoopWorker.Tests.Deploying;

/// <summary>The service of ECS is one that the worker can work in.</summary>
public sealed class ServiceTemplateTests
{
    private const string Path = "cloudformation/service.json";
    private const string Key = "arn:aws:kms:eu-central-1:111122223333:key/k1";
    private const string DocumentedKey = "arn:aws:kms:REGION:ACCOUNT_ID:key/KEY_ID";
    private const string RoutingQueue = "loop-routing.fifo";
    private const string Lease = "00:10:00";

    // What ECS on Fargate allows at most.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(120);

    // Telemetry may take a second after ShutdownTimeout, and a process has to start and to end.
    private static readonly TimeSpan AfterShutdown = TimeSpan.FromSeconds(3);

    [Fact]
    public void Its_settings_are_those_of_the_queues_and_the_table_of_the_other_template()
    {
        var settings = TaskEnvironment.SettingsOf(Container());
        Assert.Equal(NamesMade(), NamesWanted(settings));
        Assert.Null(settings.Routing.Queue);
    }

    [Fact]
    public void Its_settings_with_routing_are_those_of_the_other_template_too()
    {
        var settings = TaskEnvironment.SettingsOf(Container(("RoutingQueue", RoutingQueue)));
        Assert.Equal(NamesMade(("Routing", "true")), NamesWanted(settings));
    }

    [Theory]
    [InlineData("30")]
    [InlineData("60")]
    [InlineData("90")]
    [InlineData("120")]
    public void A_task_has_time_to_stop_for_as_long_as_the_worker_may_take(string stopTimeout)
    {
        var container = Container(("StopTimeout", stopTimeout));
        var given = TimeSpan.FromSeconds(int.Parse(container["StopTimeout"]!.ToString()));
        Assert.InRange(given, TaskEnvironment.SettingsOf(container).ShutdownTimeout + AfterShutdown, LongestStop);
    }

    [Fact]
    public void Other_times_to_stop_are_not_taken() =>
        Assert.Throws<ArgumentException>(() => Container(("StopTimeout", "45")));

    [Theory]
    [InlineData("", "", "")]
    [InlineData(RoutingQueue, "", "")]
    [InlineData("", Key, "")]
    [InlineData("", "", Lease)]
    [InlineData(RoutingQueue, Key, Lease)]
    public void Its_role_may_do_what_the_policies_of_a_worker_allow_and_nothing_else(
        string routing,
        string key,
        string lease
    )
    {
        var role = Template(("RoutingQueue", routing), ("KeyArn", key), ("TaskProtection", lease))
            .Properties("TaskRole");
        var granted = role["Policies"]!
            .AsArray()
            .SelectMany(policy => Policy.Parse(policy!["PolicyDocument"]!.ToJsonString()).Grants);
        List<Permission> documented =
        [
            .. Policy.InEffect(routing.Length > 0 ? "worker-routing" : "worker").Grants,
            .. lease.Length > 0 ? Policy.Read("worker-protection").Grants : [],
        ];
        Assert.Equal(
            documented.Where(grant => grant.Via is null || key.Length > 0).Select(Text).Order(StringComparer.Ordinal),
            granted.Select(Text).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void It_runs_without_rights_on_a_file_system_that_cannot_be_written_and_is_asked_whether_it_lives()
    {
        var container = Container();
        Assert.Equal("1654", (string)container["User"]!);
        Assert.True((bool)container["ReadonlyRootFilesystem"]!);
        Assert.Equal("""["ALL"]""", container["LinuxParameters"]!["Capabilities"]!["Drop"]!.ToJsonString());
        Assert.Equal(
            """["CMD","/app/loopworker","health","live"]""",
            container["HealthCheck"]!["Command"]!.ToJsonString()
        );
        Assert.Equal(8080, TaskEnvironment.SettingsOf(container).Health.Port);
    }

    [Theory]
    [InlineData("ARM64")]
    [InlineData("X86_64")]
    public void It_runs_on_both_architectures(string architecture) =>
        Assert.Equal(
            architecture,
            (string)
                Template(("Architecture", architecture)).Properties("TaskDefinition")["RuntimePlatform"]![
                    "CpuArchitecture"
                ]!
        );

    [Fact]
    public void Nothing_is_exported_unless_a_collector_is_named()
    {
        const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";
        Assert.DoesNotContain(Variable, TaskEnvironment.Of(Container()).Keys);
        var exporting = Container(("OtlpEndpoint", "http://collector:4317"));
        Assert.Equal("http://collector:4317", TaskEnvironment.Of(exporting)[Variable]);
    }

    [Fact]
    public void A_task_is_protected_from_scale_in_only_if_the_stack_says_so()
    {
        Assert.Equal(TimeSpan.Zero, TaskEnvironment.SettingsOf(Container()).Ecs.TaskProtection);
        var settings = TaskEnvironment.SettingsOf(Container(("TaskProtection", Lease)));
        Assert.Equal(TimeSpan.FromMinutes(10), settings.Ecs.TaskProtection);
        Assert.Throws<ArgumentException>(() => Container(("TaskProtection", "00:00:30")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(RoutingQueue)]
    public void It_is_scaled_on_what_waits_and_is_in_hand_in_all_queues_that_it_receives_from(string routing)
    {
        var template = Template(("RoutingQueue", routing));
        var received = TaskEnvironment
            .SettingsOf(Container(("RoutingQueue", routing)))
            .ReceivedQueues()
            .Select(queue => queue.Queue);
        var metrics = Metrics(template);
        var read = metrics.Where(metric => metric["MetricStat"] is not null).ToList();

        string[] counts = ["ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible"];
        Assert.Equal(
            [
                .. received.SelectMany(queue => counts.Select(count => $"{count} QueueName={queue}")),
                "RunningTaskCount ClusterName=loopworker ServiceName=loopworker",
            ],
            read.Select(MetricText)
        );
        var result = Assert.Single(metrics, metric => (bool)metric["ReturnData"]!);
        // The metrics in their order: all but the last are added, and divided by it.
        var ids = read.Select(metric => (string)metric["Id"]!).ToList();
        Assert.Equal(
            $"({string.Join(" + ", ids[..^1])}) / IF({ids[^1]} > 0, {ids[^1]}, 1)",
            (string)result["Expression"]!
        );
    }

    [Fact]
    public void A_task_is_to_have_more_messages_than_it_takes_in_hand_or_those_in_hand_would_start_others() =>
        Assert.True(
            (double)Tracking(Template())["TargetValue"]! > TaskEnvironment.SettingsOf(Container()).Pipeline.MaxInFlight
        );

    private static Template Template(params IEnumerable<(string, string)> values) =>
        new(Path, [("Image", "loopworker:0.1.0"), ("Subnets", "subnet-1"), ("SecurityGroups", "sg-1"), .. values]);

    private static JsonObject Container(params IEnumerable<(string, string)> values) =>
        Template(values).Properties("TaskDefinition")["ContainerDefinitions"]![0]!.AsObject();

    private static JsonObject Tracking(Template template) =>
        template.Properties("ScalingPolicy")["TargetTrackingScalingPolicyConfiguration"]!.AsObject();

    private static List<JsonNode> Metrics(Template template) =>
        [.. Tracking(template)["CustomizedMetricSpecification"]!["Metrics"]!.AsArray().Select(metric => metric!)];

    private static string MetricText(JsonNode metric)
    {
        var of = metric["MetricStat"]!["Metric"]!;
        var dimensions = of["Dimensions"]!.AsArray().Select(one => $"{one!["Name"]}={one["Value"]}");
        return $"{of["MetricName"]} {string.Join(' ', dimensions)}";
    }

    private static IEnumerable<string> NamesMade(params IEnumerable<(string, string)> values)
    {
        var template = new Template("cloudformation/queues-and-table.json", values);
        return template
            .OfType("AWS::SQS::Queue")
            .Select(queue => (string)queue["QueueName"]!)
            .Append((string)template.Properties("Table")["TableName"]!)
            .Order(StringComparer.Ordinal);
    }

    private static IEnumerable<string> NamesWanted(LoopWorkerSettings settings)
    {
        var blueprint = Blueprint.Of(settings);
        return blueprint.Queues.Select(queue => queue.Name).Append(blueprint.Table.Name).Order(StringComparer.Ordinal);
    }

    private static string Text(Permission grant) =>
        $"{grant.Action} {grant.Resource} {grant.Via}".Replace(Key, DocumentedKey, StringComparison.Ordinal);
}
