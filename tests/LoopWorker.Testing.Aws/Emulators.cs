using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LoopWorker.Testing.Aws;

/// <summary>The emulators of <c>localstack/emulators.sh</c>, on ports of their own.</summary>
public static class Emulators
{
    // Held, for they end when it is finalized.
    private static Process? _process;

    /// <remarks>They end when their standard input does: with this process, however it ends.</remarks>
    /// <exception cref="EmulatorException">If they do not start.</exception>
    public static async Task<Endpoints> StartAsync()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "localstack", "emulators.sh");
        var (sqs, dynamoDb, localAwsSqs) = FreePorts();
        var start = new ProcessStartInfo(
            "bash",
            [
                script,
                "run",
                "--sqs-port",
                $"{sqs}",
                "--dynamodb-port",
                $"{dynamoDb}",
                "--local-aws-sqs-port",
                $"{localAwsSqs}",
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            var process = _process = Process.Start(start)!;
            var errors = ReportAsync(process.StandardError);
            using var patience = new CancellationTokenSource(Eventually.Patience);
            // Printed when all answer.
            if (await _process.StandardOutput.ReadLineAsync(patience.Token) is null)
                throw new EmulatorException((await errors).Trim());
        }
        catch (Win32Exception)
        {
            throw new EmulatorException("bash is missing, which starts the emulators.");
        }
        catch (OperationCanceledException)
        {
            throw new EmulatorException($"the emulators did not start within {Eventually.Patience}.");
        }
        return new Endpoints(At(sqs), At(dynamoDb), EndpointSource.Emulators)
        {
            LocalAwsSqs = LocalAwsSqs.Before(At(localAwsSqs)).Uri,
        };
    }

    private static Uri At(int port) => new($"http://localhost:{port}");

    // What they say goes on to the test run: should one of them end early, the reason stands there.
    private static async Task<string> ReportAsync(StreamReader reader)
    {
        var said = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            said.AppendLine(line);
            await Console.Error.WriteLineAsync(line);
        }
        return said.ToString();
    }

    private static (int, int, int) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        using var third = new TcpListener(IPAddress.Loopback, 0);
        return (PortOf(first), PortOf(second), PortOf(third));
    }

    private static int PortOf(TcpListener listener)
    {
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>No emulator could be started, and why.</summary>
public sealed class EmulatorException(string message) : Exception(message);
