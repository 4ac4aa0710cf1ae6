using System.Text;
using LoopWorker.Testing.Aws.Otlp;

namespace LoopWorker.EndToEndTests.Telemetry;

/// <summary>What must not leave a worker: how the services are reached, and what a test has put into its events.</summary>
internal static class Unsaid
{
    /// <summary>Looks for each word in every byte that was exported and in every line that was written.</summary>
    public static void AssertNotIn(OtlpCollector collector, IEnumerable<string> lines, params IEnumerable<string> words)
    {
        foreach (var word in words.Append(Endpoints.AccessKey).Append(Endpoints.SecretKey))
        {
            var bytes = Encoding.UTF8.GetBytes(word);
            Assert.All(collector.Bodies, body => Assert.True(body.AsSpan().IndexOf(bytes) < 0, $"{word} is exported."));
            Assert.All(lines, line => Assert.DoesNotContain(word, line, StringComparison.Ordinal));
        }
    }
}
