using System.Text.Json.Nodes;
using LoopWorker.Deployment.Tests.Charts;

namespace LoopWorker.Deployment.Tests.Checks;

/// <summary>Whether what refers to something finds it.</summary>
internal static class ReferenceChecks
{
    private static readonly (string Kind, string Path)[] Selectors =
    [
        ("Deployment", "spec.selector.matchLabels"),
        ("PodDisruptionBudget", "spec.selector.matchLabels"),
        ("PodMonitor", "spec.selector.matchLabels"),
        ("NetworkPolicy", "spec.podSelector.matchLabels"),
    ];

    public static IEnumerable<string> Errors(Manifests manifests) =>
        [
            .. manifests
                .All.GroupBy(manifest => (manifest.Kind, manifest.Name))
                .Where(group => group.Count() > 1)
                .Select(group => $"There are two {group.Key.Kind} {group.Key.Name}."),
            .. Selectors.SelectMany(selector => SelectorErrors(manifests, selector.Kind, selector.Path)),
            .. manifests.Pods().SelectMany(pod => VolumeErrors(pod.Name, pod.Spec)),
            .. manifests.Pods().SelectMany(pod => AccountErrors(manifests, pod.Name, pod.Spec)),
            .. PortErrors(manifests),
        ];

    // The pods of the worker are selected by all; those of a test only by the network policy.
    private static IEnumerable<string> SelectorErrors(Manifests manifests, string kind, string path)
    {
        foreach (var manifest in manifests.Of(kind))
        foreach (var pod in manifests.Pods())
        {
            var labels = pod.Template.At("metadata.labels")!;
            var selected = manifest.At(path)!.AsObject().All(pair => labels[pair.Key].Text() == pair.Value.Text());
            if (selected != (pod.IsWorker || kind == "NetworkPolicy"))
                yield return $"{kind} {manifest.Name} {(selected ? "selects" : "does not select")} the pods of {pod.Name}.";
        }
    }

    private static IEnumerable<string> VolumeErrors(string pod, JsonNode spec)
    {
        var volumes = Names(spec["volumes"]);
        var mounted = spec["containers"]!.AsArray().SelectMany(container => Names(container!["volumeMounts"]));
        return mounted.Except(volumes).Select(name => $"{pod} mounts {name}, which is no volume.");
    }

    private static IEnumerable<string> AccountErrors(Manifests manifests, string pod, JsonNode spec) =>
        manifests
            .Of("ServiceAccount")
            .Where(account => account.Name != spec["serviceAccountName"].Text())
            .Select(account => $"{pod} does not use the service account {account.Name}.");

    private static IEnumerable<string> PortErrors(Manifests manifests)
    {
        var container = manifests.Container;
        var ports = Names(container["ports"]);
        string[] probes = ["startupProbe", "livenessProbe", "readinessProbe"];
        var asked = probes
            .Select(probe => container.At($"{probe}.httpGet.port").Text())
            .Concat(manifests.Of("PodMonitor").Select(monitor => monitor.At("spec.podMetricsEndpoints.0.port").Text()));
        return asked
            .OfType<string>()
            .Except(ports)
            .Select(port => $"{port} is asked for, which is no port of the container.");
    }

    private static List<string> Names(JsonNode? items) =>
        [.. (items as JsonArray ?? []).Select(item => item!["name"].Text()!)];
}
