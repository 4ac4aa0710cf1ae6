using System.Globalization;
using LoopWorker.Commands.Arguments;
using LoopWorker.Engines;

namespace LoopWorker.Hosting;

/// <summary>A clock that always shows the same time, while waiting takes as long as ever: to work through a day of the past.</summary>
public sealed class StandingClock(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;

    /// <summary>
    /// Refuses such a clock where messages are real ones: by it, valid events are in the future and become dead letters, and what it
    /// writes expires by the real time.
    /// </summary>
    /// <param name="hosts">Where calls go.</param>
    /// <exception cref="UsageException">If one of them is AWS's own.</exception>
    public void RefuseOnAws(IEnumerable<string> hosts)
    {
        if (hosts.FirstOrDefault(AwsHosts.IsAws) is { } host)
            throw new UsageException(
                $"--now is {Text}, and {host} is AWS itself: by such a clock valid events would become dead letters. Leave it out; it is for emulators (AWS_ENDPOINT_URL)."
            );
    }

    /// <summary>What to keep in mind elsewhere.</summary>
    public string Warning =>
        $"the worker's clock stands at {Text}: events of more than five minutes later become dead letters, and what is written carries that date.";

    private string Text => now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
