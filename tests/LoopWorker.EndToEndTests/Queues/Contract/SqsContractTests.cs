using LoopWorker.Queues.Tests.Contract;

namespace LoopWorker.EndToEndTests.Queues.Contract;

// The contracts at the endpoint that all tests share.

public sealed class SqsSendingTests() : SendingContract(new SharedSqsEngine());

public sealed class SqsReceivingTests() : ReceivingContract(new SharedSqsEngine());

public sealed class SqsVisibilityTests() : VisibilityContract(new SharedSqsEngine());

public sealed class SqsDeletingTests() : DeletingContract(new SharedSqsEngine());

public sealed class SqsRedriveTests() : RedriveContract(new SharedSqsEngine());

public sealed class SqsFifoTests() : FifoContract(new SharedSqsEngine());

public sealed class SqsLimitTests() : LimitContract(new SharedSqsEngine());

public sealed class SqsServiceTests() : ServiceContract(new SharedSqsEngine());

public sealed class SqsChangingTests() : ChangingContract(new SharedSqsEngine());

public sealed class SqsDepthTests() : DepthContract(new SharedSqsEngine());

public sealed class SqsMoveTests() : MoveContract(new SharedSqsEngine());
