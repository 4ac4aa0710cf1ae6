using System.Globalization;
using System.Net.Sockets;
using System.Text;
using LoopWorker.Core;

namespace LoopWorker.Testing.Aws.Http;

/// <summary>
/// A client's connection, by HTTP/1.1 as far as the AWS SDKs use it: bodies have a length. Unlike HttpListener it can end in the
/// middle of an answer, or before it.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    private const string RequestId = "x-amzn-RequestId";

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    // In Latin-1 a character is a byte, so that lines and bodies can be read alike.
    private readonly StreamReader _reader;

    public HttpConnection(TcpClient client)
    {
        client.NoDelay = true;
        _client = client;
        _stream = client.GetStream();
        _reader = new StreamReader(_stream, Encoding.Latin1, detectEncodingFromByteOrderMarks: false);
    }

    /// <summary>The next request; null if the client has hung up.</summary>
    /// <exception cref="NotSupportedException">If a body comes without its length.</exception>
    public async Task<ScriptedRequest?> ReadAsync(CancellationToken cancellation)
    {
        if (await _reader.ReadLineAsync(cancellation) is not { } start)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await _reader.ReadLineAsync(cancellation) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        if (headers.ContainsKey("Transfer-Encoding"))
            throw new NotSupportedException("The body has no Content-Length.");
        var length = int.Parse(headers.GetValueOrDefault("Content-Length", "0"), CultureInfo.InvariantCulture);
        var body = new char[length];
        // Without a body there is nothing to wait for, and the reader would.
        if (length > 0 && await _reader.ReadBlockAsync(body, cancellation) < length)
            return null;
        return new ScriptedRequest(
            headers.GetValueOrDefault("X-Amz-Target", "").Split('.')[^1],
            headers,
            Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body))
        )
        {
            Line = start,
        };
    }

    /// <summary>Answers, as far as the answer goes; false if it ends with the connection.</summary>
    public async Task<bool> AnswerAsync(ScriptedAnswer answer)
    {
        if (answer.Status == 0)
            return false;
        var body = Encoding.UTF8.GetBytes(answer.Body);
        var sent = Math.Min(answer.BreakAfter ?? body.Length, body.Length);
        await _stream.WriteAsync((byte[])[.. Encoding.Latin1.GetBytes(Head(answer, body.Length)), .. body[..sent]]);
        return answer.BreakAfter is null;
    }

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }

    private static bool IsId(string header) => header.Equals(RequestId, StringComparison.OrdinalIgnoreCase);

    private static string Head(ScriptedAnswer answer, int length)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} Answer\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {length}\r\n");
        head.Append("Content-Type: application/x-amz-json-1.0\r\n");
        if (!answer.IsForeign && !answer.Headers.Any(header => IsId(header.Name)))
            head.Append(CultureInfo.InvariantCulture, $"{RequestId}: {Randomness.Unseeded().NextId()}\r\n");
        foreach (var (name, value) in answer.Headers)
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        return head.Append("\r\n").ToString();
    }
}
