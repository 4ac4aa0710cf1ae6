namespace LoopWorker.Engines;

/// <summary>Tells AWS itself from emulators.</summary>
public static class AwsHosts
{
    // Of all partitions. Source: AWS General Reference, "AWS service endpoints".
    private static readonly string[] AwsDomains =
    [
        "amazonaws.com",
        "amazonaws.com.cn",
        "api.aws",
        "api.amazonwebservices.com.cn",
        "amazonaws.eu",
        "amazonaws-eusc.eu",
        "c2s.ic.gov",
        "sc2s.sgov.gov",
        "csp.hci.ic.gov",
        "cloud.adc-e.uk",
    ];

    /// <param name="host">With or without a port.</param>
    public static bool IsAws(string host) =>
        AwsDomains.Any(domain => host.Split(':')[0].EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase));
}
