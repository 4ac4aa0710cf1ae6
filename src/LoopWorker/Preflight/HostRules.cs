namespace LoopWorker.Preflight;

/// <summary>What is good to know of the machine that the worker runs on. Pure.</summary>
public static class HostRules
{
    /// <param name="comparesChecksums">Whether bodies are compared with SQS's checksums.</param>
    public static IEnumerable<Finding> Of(bool comparesChecksums)
    {
        if (!comparesChecksums)
            yield return new Finding(
                Severity.Warning,
                "host",
                "its cryptography refuses MD5, as in FIPS mode, and SQS's checksums are MD5: bodies are not compared with them. TLS guards them on the way all the same, so nothing needs to be done."
            );
    }
}
