using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.EndToEndTests.Queues;

public sealed class SqsSendingTests() : SendingContract(new SqsEngine());

public sealed class SqsReceivingTests() : ReceivingContract(new SqsEngine());

public sealed class SqsVisibilityTests() : VisibilityContract(new SqsEngine());

public sealed class SqsDeletingTests() : DeletingContract(new SqsEngine());

public sealed class SqsRedriveTests() : RedriveContract(new SqsEngine());

public sealed class SqsFifoTests() : FifoContract(new SqsEngine());

public sealed class SqsLimitTests() : LimitContract(new SqsEngine());

public sealed class SqsServiceTests() : ServiceContract(new SqsEngine());

public sealed class SqsDepthTests() : DepthContract(new SqsEngine());

public sealed class SqsMoveTests() : MoveContract(new SqsEngine());
