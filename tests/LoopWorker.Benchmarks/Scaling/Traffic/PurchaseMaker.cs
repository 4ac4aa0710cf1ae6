using System.Globalization;
using LoopWorker.Demo;
using LoopWorker.Messages.Types.PosTransactions;

namespace LoopWorker.Benchmarks.Scaling.Traffic;

/// <summary>Makes messages of some 500 bytes: purchases, and now and then one of the latest again.</summary>
internal sealed class PurchaseMaker(Workload workload, Population population, Random random, TimeProvider time)
{
    private const double Repeats = 0.1;
    private const int RememberedForRepeats = 5_000;

    private readonly double[] _shares = workload.CumulativeShares();
    private readonly string[] _latest = new string[RememberedForRepeats];
    private int _made;

    public string Next()
    {
        if (_made > 0 && random.NextDouble() < Repeats)
            return _latest[random.Next(Math.Min(_made, RememberedForRepeats))];
        return _latest[_made++ % RememberedForRepeats] = Purchase(_made, DrawUser());
    }

    private MadeUser DrawUser()
    {
        var found = Array.BinarySearch(_shares, random.NextDouble());
        return population.Users[Math.Min(found < 0 ? ~found : found, _shares.Length - 1)];
    }

    private string Purchase(int number, MadeUser user)
    {
        var now = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var merchant = random.Next(1_000);
        var cents = random.Next(100, 20_000);
        var data =
            $$$"""{"transaction_id":"txn-{{{number:D8}}}","processor":"square","merchant_id":"m-{{{merchant}}}","merchant_name":"Merchant {{{merchant}}}","amount_cents":{{{cents}}},"currency":"USD","card_fingerprint":"{{{user.Fingerprint}}}","card_last4":"{{{user.Last4}}}","occurred_at":"{{{now}}}","location":{"latitude":37.7749,"longitude":-122.4194,"accuracy_m":12.5}}""";
        return $$$"""{"specversion":"1.0","id":"ce-txn-{{{number:D8}}}","source":"/pos/square","type":"{{{PosTransactionMessage.WireName}}}","time":"{{{now}}}","data":{{{data}}}}""";
    }
}
