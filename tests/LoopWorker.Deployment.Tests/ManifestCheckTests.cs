using System.Text.RegularExpressions;
using LoopWorker.Deployment.Tests.Charts;
using LoopWorker.Deployment.Tests.Checks;

namespace LoopWorker.Deployment.Tests;

/// <summary>What the checks of manifests find, shown on manifests that somebody broke.</summary>
public sealed class ManifestCheckTests
{
    private const string Keda = """
        aws: { region: eu-central-1 }
        autoscaling: { kind: Keda }
        """;

    [Theory]
    [InlineData("failureThreshold: 3", "failureTreshold: 3", "failureTreshold is not a field.")]
    [InlineData("pollingInterval: 15", "pollingInterval: \"15\"", "pollingInterval must be integer")]
    [InlineData("pollingInterval:", "polingInterval:", "/spec/polingInterval is not a field.")]
    [InlineData("queueLength: \"20000\"", "queueLength: 20000", "queueLength must be string")]
    [InlineData("cidr:", "cdr:", "must have required property cidr")]
    [InlineData("kind: PodDisruptionBudget", "kind: PodDisruptionBudgets", "PodDisruptionBudgets")]
    [InlineData("policy/v1", "policy/v7", "v7")]
    public async Task The_schemas_refuse(string text, string broken, string error) =>
        Assert.Contains(
            (await BreakAsync(text, broken)).All.SelectMany(manifest => manifest.Errors),
            found => found.Contains(error, StringComparison.Ordinal)
        );

    [Theory]
    [InlineData("minReplicaCount: 1", "minReplicaCount: 11", "minReplicaCount is 11")]
    [InlineData("queueURL:", "queueUrl:", "queueUrl is not a field.")]
    [InlineData("queueURL: .*", "queueURL: \"\"", "it has no queueURL.")]
    [InlineData("awsRegion: .*", "awsRegion: \"\"", "it has no awsRegion.")]
    [InlineData("queueLength: .*", "queueLength: \"0\"", "queueLength is 0.")]
    [InlineData("- type: aws-sqs-queue", "- type: kafka", "its type is kafka.")]
    [InlineData("triggers:(.|\n)*?---", "triggers: []\n---", "has no triggers.")]
    [InlineData("scaleTargetRef:\n    name: .*", "scaleTargetRef:\n    name: other", "scales another Deployment.")]
    [InlineData(
        "authenticationRef:\n        name: .*",
        "authenticationRef:\n        name: other",
        "TriggerAuthentication"
    )]
    [InlineData("\n  revisionHistoryLimit", "\n  replicas: 2\n  revisionHistoryLimit", "exactly one")]
    public async Task The_checks_of_scaling_refuse(string text, string broken, string error) =>
        Refuses(ScalingChecks.Errors(await BreakAsync(text, broken)), error);

    [Theory]
    [InlineData("component: worker\n    spec", "component: other\n    spec", "does not select")]
    [InlineData(
        "(spec:\n  podSelector:\n    matchLabels:\n).*",
        "$1      app: other",
        "NetworkPolicy demo-loopworker does not select"
    )]
    [InlineData("- name: health", "- name: http", "health is asked for")]
    [InlineData(
        "kind: ServiceAccount\nmetadata:\n  name: .*",
        "kind: ServiceAccount\nmetadata:\n  name: other",
        "service account other"
    )]
    [InlineData(
        "- name: certificates\n +secret:",
        "- name: other\n          secret:",
        "mounts certificates, which is no volume."
    )]
    public async Task The_checks_of_references_refuse(string text, string broken, string error) =>
        Refuses(ReferenceChecks.Errors(await BreakAsync(text, broken, Mounted)), error);

    [Theory]
    [InlineData("runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot is false")]
    [InlineData("type: RuntimeDefault", "type: Unconfined", "seccompProfile.type is \"Unconfined\"")]
    [InlineData("automountServiceAccountToken: false", "", "automountServiceAccountToken is not set")]
    [InlineData("readOnlyRootFilesystem: true", "", "readOnlyRootFilesystem is not set")]
    [InlineData("- ALL", "- NET_RAW", "capabilities.drop is [\"NET_RAW\"]")]
    [InlineData("name: Logging__LogLevel__Default", "name: AWS_SECRET_ACCESS_KEY", "in plain sight")]
    [InlineData("name: Logging__LogLevel__Default", "name: AWS_REGION", "AWS_REGION is set twice")]
    public async Task The_checks_of_pods_refuse(string text, string broken, string error) =>
        Refuses(PodChecks.Errors(await BreakAsync(text, broken)), error);

    private const string Mounted = """
        volumes: [{ name: certificates, secret: { secretName: certificates } }]
        volumeMounts: [{ name: certificates, mountPath: /certificates }]
        """;

    private static void Refuses(IEnumerable<string> errors, string error) =>
        Assert.Contains(errors, found => found.Contains(error, StringComparison.Ordinal));

    private static async Task<Manifests> BreakAsync(string pattern, string replacement, string values = "")
    {
        var text = await Chart.TextAsync($"{Keda}\n{values}");
        var broken = Regex.Replace(text, pattern, replacement, RegexOptions.None, TimeSpan.FromSeconds(5));
        Assert.NotEqual(text, broken);
        return await Manifests.ParseAsync(broken);
    }
}
