using System.Text;
using System.Text.Json;
using LoopWorker.Processing;
using LoopWorker.Tests.Support;

namespace LoopWorker.Tests.Processing;

/// <summary>The bytes of files as lines.</summary>
public sealed class InputLineTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public async Task A_line_that_is_not_UTF_8_is_a_dead_letter_by_invalid_json_and_the_others_take_effect()
    {
        // Café in Latin-1.
        var line = Encoding.Latin1.GetBytes(Sale("t1", "Caf\u00E9"));
        await File.WriteAllBytesAsync(
            _path,
            [.. line, (byte)'\n', .. Encoding.UTF8.GetBytes(Sale("t2", "Caf\u00E9 \uFFFD"))],
            TestContext.Current.CancellationToken
        );
        var result = await CommandLine.RunAsync("process", _path, "--json");
        var report = JsonDocument.Parse(result.Output).RootElement;
        var letter = Assert.Single(report.GetProperty("dead_letters").EnumerateArray());
        Assert.Equal(
            (1, "invalid_json"),
            (letter.GetProperty("line").GetInt32(), letter.GetProperty("code").GetString())
        );
        Assert.Equal(1, report.GetProperty("totals").GetProperty("unmatched").GetInt32());
    }

    [Fact]
    public async Task Only_what_is_UTF_8_counts_as_text_that_may_be_sent()
    {
        await WriteAsync([0x61, 0xFF, 0x0A, 0x61, 0xEF, 0xBF, 0xBD, 0x0A, 0xED, 0xA0, 0x80]);
        var lines = await InputLine.ReadAsync(_path, TestContext.Current.CancellationToken);
        Assert.Equal([false, true, false], lines.Select(line => line.IsUtf8));
        Assert.Equal("a\uFFFD", lines[1].Text);
        Assert.DoesNotContain(lines[0].Text, '\uFFFD'.Equals);
    }

    [Fact]
    public async Task A_byte_order_mark_blank_lines_and_either_end_of_line_are_left_out()
    {
        await WriteAsync([0xEF, 0xBB, 0xBF, .. "{}\r\n\n  \n寿司😀\n"u8]);
        var lines = await InputLine.ReadAsync(_path, TestContext.Current.CancellationToken);
        Assert.Equal([(1, "{}"), (4, "寿司😀")], lines.Select(line => (line.Number, line.Text)));
    }

    private Task WriteAsync(byte[] bytes) =>
        File.WriteAllBytesAsync(_path, bytes, TestContext.Current.CancellationToken);

    private static string Sale(string id, string merchant) =>
        $$"""{"type":"loop.pos.transaction.v1","data":{"transaction_id":"{{id}}","processor":"square","merchant_id":"m","merchant_name":"{{merchant}}","amount_cents":100,"card_fingerprint":"f","occurred_at":"2026-01-15T12:00:00Z"} }""";
}
