using System.Globalization;
using System.Text;
using LoopWorker.Configuration;

namespace LoopWorker.Ecs;

/// <summary>Asks ECS to leave this task running, or not to any more.</summary>
public interface IScaleInProtection
{
    /// <summary>Asks once. Whatever goes wrong is told, and not thrown.</summary>
    /// <param name="lease">For how long to protect the task from now on; null: no more.</param>
    /// <param name="limit">How long to wait for the answer.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Why it was not done, as far as is known; null if it was.</returns>
    Task<string?> AskAsync(TimeSpan? lease, TimeSpan limit, CancellationToken cancellation);
}

/// <summary>The task-protection endpoint of the ECS agent, which calls ECS with the task's role.</summary>
public sealed class EcsAgent : IScaleInProtection, IDisposable
{
    /// <summary>What the agent sets in the containers of every task.</summary>
    public const string Variable = "ECS_AGENT_URI";

    private const int LargestAnswer = 65_536;

    private readonly Uri _address;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    /// <param name="address">That of <see cref="AddressOf"/>.</param>
    /// <param name="time">Times the calls.</param>
    public EcsAgent(Uri address, TimeProvider time)
    {
        (_address, _time) = (address, time);
        // Not by way of a proxy that the environment names: the agent is on this machine.
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            MaxResponseContentBufferSize = LargestAnswer,
        };
    }

    /// <summary>Where the endpoint is.</summary>
    /// <param name="agent">The value of <see cref="Variable"/>; null if it is not set.</param>
    /// <param name="lease">As the settings have it.</param>
    /// <exception cref="SettingsException">If there is no agent.</exception>
    public static Uri AddressOf(string? agent, TimeSpan lease) =>
        string.IsNullOrEmpty(agent)
            ? throw new SettingsException([
                $"Ecs:TaskProtection is {lease}, but {Variable} is not set: there is no ECS agent here that could protect the task. Run the worker in a service of ECS (on EC2 with agent 1.65.0 or later), or set Ecs:TaskProtection to 0.",
            ])
        : Uri.TryCreate($"{agent.TrimEnd('/')}/task-protection/v1/state", UriKind.Absolute, out var address)
        && address.Scheme == Uri.UriSchemeHttp
            ? address
        : throw new SettingsException([
            $"{Variable} is '{agent}': it must be an address that begins with http://. The ECS agent sets it; do not set it yourself.",
        ]);

    public async Task<string?> AskAsync(TimeSpan? lease, TimeSpan limit, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(limit, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Put, _address);
        request.Content = new StringContent(BodyOf(lease), Encoding.UTF8, "application/json");
        try
        {
            using var answer = await _client.SendAsync(request, end.Token);
            var body = await answer.Content.ReadAsStringAsync(end.Token);
            return AgentAnswer.ReasonOf((int)answer.StatusCode, body, protect: lease is not null);
        }
        catch (OperationCanceledException)
        {
            return string.Create(CultureInfo.InvariantCulture, $"no answer within {limit.TotalSeconds} s");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return exception.Message;
        }
    }

    /// <summary>What is asked. Pure.</summary>
    public static string BodyOf(TimeSpan? lease) =>
        lease is { } time
            ? string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"ProtectionEnabled":true,"ExpiresInMinutes":{{(int)time.TotalMinutes}}}"""
            )
            : """{"ProtectionEnabled":false}""";

    public void Dispose() => _client.Dispose();
}
