using System.Security.Cryptography;
using LoopWorker.Preflight;
using LoopWorker.Queues.Sqs.Messages;

namespace LoopWorker.Tests.Preflight;

/// <summary>Hosts whose cryptography refuses MD5, by which SQS makes its checksums.</summary>
public sealed class HostRulesTests
{
    private const string Md5OfA = "0cc175b9c0f1b6a831c399e269772661";

    [Fact]
    public void On_a_host_that_refuses_MD5_checksums_are_not_compared_and_one_line_says_so()
    {
        Assert.False(
            BodyChecksum.IsAvailableBy(
                (_, _) => throw new CryptographicException("digital envelope routines::unsupported")
            )
        );
        Assert.False(BodyChecksum.IsAvailableBy((_, _) => throw new PlatformNotSupportedException()));
        Assert.True(BodyChecksum.Fits("a", "of something else", isAvailable: false));
        var finding = Assert.Single(HostRules.Of(comparesChecksums: false));
        Assert.Equal(Severity.Warning, finding.Severity);
        Assert.Contains("MD5", finding.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void On_others_they_are_compared_and_nothing_is_said()
    {
        Assert.True(BodyChecksum.IsAvailableBy((_, _) => { }));
        Assert.True(BodyChecksum.Fits("a", Md5OfA, isAvailable: true));
        Assert.False(BodyChecksum.Fits("b", Md5OfA, isAvailable: true));
        Assert.True(BodyChecksum.Fits("b", checksum: null, isAvailable: true));
        Assert.Empty(HostRules.Of(comparesChecksums: true));
    }
}
