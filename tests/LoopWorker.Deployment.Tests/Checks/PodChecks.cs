using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests.Checks;

/// <summary>What Kubernetes' restricted Pod Security Standard asks of pods, and what the environment must not hold.</summary>
internal static partial class PodChecks
{
    public static IEnumerable<string> Errors(Manifests manifests) =>
        manifests.Pods().SelectMany(pod => Errors(pod.Spec).Select(error => $"{pod.Name}: {error}"));

    private static IEnumerable<string> Errors(JsonNode spec) =>
        [
            .. Required(spec, "securityContext.runAsNonRoot", "true"),
            .. Required(spec, "securityContext.seccompProfile.type", "\"RuntimeDefault\""),
            .. Required(spec, "automountServiceAccountToken", "false"),
            .. spec["containers"]!.AsArray().SelectMany(container => ContainerErrors(container!)),
        ];

    private static IEnumerable<string> ContainerErrors(JsonNode container)
    {
        var variables = container["env"]!.AsArray();
        var twice = variables.GroupBy(variable => variable!["name"].Text()).Where(group => group.Count() > 1);
        var plain = variables.Where(variable =>
            variable!["value"] is not null && Secret().IsMatch(variable["name"].Text()!)
        );
        return
        [
            .. Required(container, "securityContext.allowPrivilegeEscalation", "false"),
            .. Required(container, "securityContext.readOnlyRootFilesystem", "true"),
            .. Required(container, "securityContext.capabilities.drop", "[\"ALL\"]"),
            .. twice.Select(group => $"{group.Key} is set twice."),
            .. plain.Select(variable => $"{variable!["name"]} is in plain sight."),
        ];
    }

    private static IEnumerable<string> Required(JsonNode node, string path, string json) =>
        node.At(path)?.ToJsonString() == json
            ? []
            : [$"{path} is {node.At(path)?.ToJsonString() ?? "not set"}, not {json}."];

    [GeneratedRegex("SECRET|PASSWORD|TOKEN|ACCESS_KEY|HEADERS", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Secret();
}
