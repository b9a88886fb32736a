# GPT-2 (Radford et al. 2019) that learns, one call for each optimizer step. Names follow Hugging Face. The rows of a batch lie one after the other
# without padding. Shapes: N tokens of all rows, R rows, D width, H heads, V vocabulary, A labelled positions, S replies that are judged as a whole,
# r rank of an adapter. Every linear layer keeps its weight as [in, out]: y = x W + b.
class Gpt2Training(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool
  heads : int
  epsilon : float          # of the layer norms
  bf16 : bool              # multiply matrices in bfloat16; weights, gradients, norms and losses stay float32
  scale : float            # of an adapter: alpha / r
  w : List[Tensor]         # wte, wpe, twelve for each layer, ln_f weight and bias
  old : List[Tensor]       # w as it was before the first step, where all learn and replayed replies are to stay as they were; else empty
  half : List[Tensor]      # w in bfloat16, where it is frozen and bf16 is on
  a : List[Tensor]         # an adapter's A [r, in] of each matrix that has one (Hu et al. 2021); empty without an adapter
  b : List[Tensor]         # and its B [out, r]
  slot : List[int]         # of c_attn, attn.c_proj, c_fc, mlp.c_proj of each layer: where its A and B are, or -1
  p : List[Tensor]         # what learns: w, or A and B of each matrix in turn
  m : List[Tensor]         # AdamW's first moment of each of these
  v : List[Tensor]         # and its second
  t : List[Tensor]         # how many steps each has taken, float32 []
  # The same tensors again, those of one dimension and those of two. They are fields because the compiler removes an operator that writes only to the
  # elements of a list which nothing reads afterwards.
  p1 : List[Tensor]
  m1 : List[Tensor]
  v1 : List[Tensor]
  t1 : List[Tensor]
  p2 : List[Tensor]
  m2 : List[Tensor]
  v2 : List[Tensor]
  t2 : List[Tensor]

  # ---- loading: begin, adapt where there is an adapter, learn, and restore where a run continues ----

  # numbers: heads, epsilon, whether bf16, whether w is remembered as it is now
  def begin(self: __torch__.Gpt2Training, w: List[Tensor], numbers: Tensor) -> Tensor:
    n = self.floats(numbers)
    self.heads = int(n[0])
    self.epsilon = n[1]
    self.bf16 = n[2] > 0.
    self.w = annotate(List[Tensor], [])
    for i in range(torch.len(w)):
      self.w.append(torch.clone(w[i]))
      if n[3] > 0.:
        self.old.append(torch.clone(w[i]))
    return numbers
  def adapt(self: __torch__.Gpt2Training, a: List[Tensor], b: List[Tensor], slot: Tensor, numbers: Tensor) -> Tensor:
    self.scale = self.floats(numbers)[0]
    self.slot = self.ints(slot)
    for i in range(torch.len(a)):
      self.a.append(torch.clone(a[i]))
      self.b.append(torch.clone(b[i]))
    return numbers
  def learn(self: __torch__.Gpt2Training, steps: Tensor) -> Tensor:
    if torch.len(self.a) > 0:
      for i in range(torch.len(self.a)):
        self.p.append(self.a[i])
        self.p.append(self.b[i])
      if self.bf16:
        for i in range(torch.len(self.w)):
          self.half.append(torch.to(self.w[i], 15))
    else:
      self.p = self.w
    for i in range(torch.len(self.p)):
      pi = torch.requires_grad_(self.p[i], True)
      mi = torch.zeros_like(torch.detach(pi))
      vi = torch.zeros_like(torch.detach(pi))
      ti = torch.clone(steps)
      self.m.append(mi)
      self.v.append(vi)
      self.t.append(ti)
      if torch.dim(pi) > 1:
        self.p2.append(pi)
        self.m2.append(mi)
        self.v2.append(vi)
        self.t2.append(ti)
      else:
        self.p1.append(pi)
        self.m1.append(mi)
        self.v1.append(vi)
        self.t1.append(ti)
    return steps
  def restore(self: __torch__.Gpt2Training, p: List[Tensor], m: List[Tensor], v: List[Tensor], steps: Tensor) -> Tensor:
    torch.set_grad_enabled(False)
    for i in range(torch.len(p)):
      torch.copy_(self.p[i], p[i])
      torch.copy_(self.m[i], m[i])
      torch.copy_(self.v[i], v[i])
      torch.copy_(self.t[i], steps)
    torch.set_grad_enabled(True)
    return steps
  def learned(self: __torch__.Gpt2Training, unused: Tensor) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(self.p)):
      out.append(torch.detach(self.p[i]))
    return out
  def moments(self: __torch__.Gpt2Training, unused: Tensor) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(self.p)):
      out.append(self.m[i])
    for i in range(torch.len(self.p)):
      out.append(self.v[i])
    return out
  # The weights, an adapter's product added to them: W + scale (B A)^T
  def weights(self: __torch__.Gpt2Training, unused: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(False)
    out = annotate(List[Tensor], [])
    for i in range(torch.len(self.w)):
      out.append(torch.detach(self.w[i]))
    for i in range(torch.len(self.slot)):
      s = self.slot[i]
      if s >= 0:
        k = self.matrix(i // 4, i % 4)
        out[k] = torch.addmm(self.w[k], torch.t(self.a[s]), torch.t(self.b[s]), alpha=self.scale)
    torch.set_grad_enabled(True)
    return out

  def floats(self: __torch__.Gpt2Training, numbers: Tensor) -> List[float]:
    out = annotate(List[float], [])
    for i in range(numbers.size(0)):
      out.append(float(torch.item(torch.select(numbers, 0, i))))
    return out
  def ints(self: __torch__.Gpt2Training, numbers: Tensor) -> List[int]:
    out = annotate(List[int], [])
    for i in range(numbers.size(0)):
      out.append(int(torch.item(torch.select(numbers, 0, i))))
    return out

  # ---- the network ----

  # Where in w a layer's matrix is; matrix 0 c_attn, 1 attn.c_proj, 2 c_fc, 3 mlp.c_proj. Its bias comes next.
  def matrix(self: __torch__.Gpt2Training, layer: int, matrix: int) -> int:
    return 2 + 12 * layer + [2, 4, 8, 10][matrix]
  # x [n, in] -> [n, out]
  def linear(self: __torch__.Gpt2Training, x: Tensor, layer: int, matrix: int) -> Tensor:
    k = self.matrix(layer, matrix)
    if self.bf16:
      x = torch.to(x, 15)
      if torch.len(self.half) > 0:
        y = torch.addmm(self.half[k + 1], x, self.half[k])
      else:
        y = torch.addmm(torch.to(self.w[k + 1], 15), x, torch.to(self.w[k], 15))
    else:
      y = torch.addmm(self.w[k + 1], x, self.w[k])
    if torch.len(self.slot) > 0:
      s = self.slot[4 * layer + matrix]
      if s >= 0:
        z = torch.matmul(x, torch.to(torch.t(self.a[s]), x.dtype))  # [n, r]
        y = torch.addmm_(y, z, torch.to(torch.t(self.b[s]), x.dtype), alpha=self.scale)
    return y
  # x [n, D], k = where the weight is in w
  def norm(self: __torch__.Gpt2Training, x: Tensor, k: int) -> Tensor:
    return torch.layer_norm(x, [x.size(1)], self.w[k], self.w[k + 1], self.epsilon)
  # Causal attention of each row to itself alone, qkv [N, 3D] -> [N, D]. Row i has sizes[i] tokens; where base[i] >= 0 it goes on after the first
  # shared[i] tokens of that row before it, which are not repeated.
  def attention(self: __torch__.Gpt2Training, qkv: Tensor, sizes: List[int], base: List[int], shared: List[int]) -> Tensor:
    D = qkv.size(1) // 3
    rows = torch.split_with_sizes(qkv, sizes)
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    out = annotate(List[Tensor], [])
    for i in range(torch.len(rows)):
      T = sizes[i]
      row = torch.unbind(rows[i].view([1, T, 3, self.heads, D // self.heads]).permute([2, 0, 3, 1, 4]))  # 3 x [1, H, T, D / H]
      keys.append(row[1])
      values.append(row[2])
      if base[i] >= 0:
        k = torch.cat([torch.slice(keys[base[i]], 2, 0, shared[i]), row[1]], 2)  # [1, H, shared + T, D / H]
        u = torch.cat([torch.slice(values[base[i]], 2, 0, shared[i]), row[2]], 2)
        see = torch.tril(torch.ones([T, shared[i] + T], dtype=11, device=ops.prim.device(qkv)), shared[i])
        y = torch.scaled_dot_product_attention(row[0], k, u, see, 0., False)
      else:
        y = torch.scaled_dot_product_attention(row[0], row[1], row[2], None, 0., True)  # dropout here would take the slow way
      out.append(y.transpose(1, 2).reshape([T, D]))
    return torch.cat(out)
  # x [N, D] -> [N, D], or [A, D] at the positions `at` where the layer is the last: what comes after its attention is needed nowhere else.
  # A layer draws its dropout from a seed of its own, so that it can be computed again.
  def layer(self: __torch__.Gpt2Training, x: Tensor, layer: int, last: bool, at: Tensor, sizes: List[int], base: List[int], shared: List[int], dropout: float, seed: int) -> Tensor:
    if dropout > 0.:
      torch.manual_seed(seed + layer)
    k = 2 + 12 * layer
    y = self.attention(self.linear(self.norm(x, k), layer, 0), sizes, base, shared)
    if last:
      x = torch.index_select(x, 0, at)
      y = torch.index_select(y, 0, at)
    y = self.linear(y, layer, 1)
    if dropout > 0.:
      y = torch.dropout(y, dropout, True)
    x = x + y
    y = self.linear(torch.gelu(self.linear(self.norm(x, k + 6), layer, 2), approximate="tanh"), layer, 3)
    if dropout > 0.:
      y = torch.dropout(y, dropout, True)
    return x + y
  # [N] -> [N, D]
  def embed(self: __torch__.Gpt2Training, ids: Tensor, positions: Tensor) -> Tensor:
    return torch.embedding(self.w[0], ids) + torch.embedding(self.w[1], positions)
  # Logits [A, V] from the last layer's [A, D]; the projection is wte itself.
  def logits(self: __torch__.Gpt2Training, x: Tensor) -> Tensor:
    x = self.norm(x, torch.len(self.w) - 2)
    if self.bf16:
      x = torch.to(x, 15)
      if torch.len(self.half) > 0:
        y = torch.to(torch.matmul(x, torch.t(self.half[0])), 6)
      else:
        y = torch.to(torch.matmul(x, torch.t(torch.to(self.w[0], 15))), 6)
    else:
      y = torch.matmul(x, torch.t(self.w[0]))
    return y

  # ---- losses. A part of a step is thirteen tensors: ----
  #  0 ids [N]           1 positions [N]    2 rows [R, 3]: size, base, shared   3 at [A]: where a label is predicted    4 labels [A]
  #  5 weights [A] of the labels' cross entropy                                6 reply [A]: which reply a label belongs to, 0 for none
  #  7 reference [S]: log-probability of each reply under the start weights; the first is no reply
  #  8 pairs [P, 2]: chosen and rejected reply   9 their weights [P]          10 flags [F, 2]: reply, 1 good or -1 bad  11 their weights [F]
  # 12 weights [A] of how far the distribution at a label has gone from that under the start weights

  # log-probability of each reply, from -log p of the labels -> [S]
  def replies(self: __torch__.Gpt2Training, nll: Tensor, part: List[Tensor]) -> Tensor:
    return torch.index_add(torch.zeros_like(part[7]), 0, part[6], torch.neg(nll))
  # -> the loss [], and [9]: loss, its three terms, then weighted sums over pairs: reward of the chosen, of the rejected, chosen above rejected; over
  # flags: reward of the good, of the bad.
  def objective(self: __torch__.Gpt2Training, logits: Tensor, part: List[Tensor], n: List[float], kl: Tensor, before: Tensor) -> Tuple[Tensor, Tensor]:
    nll = torch.cross_entropy_loss(logits, part[4], None, 0)  # [A]
    learned = torch.sum(nll * part[5])
    if n[1] > 0.:  # label smoothing (Szegedy et al. 2016): a share of the target is spread over the vocabulary
      spread = torch.logsumexp(logits, [1]) - torch.mean(logits, [1])  # [A]
      learned = learned * (1. - n[1]) + torch.sum(spread * part[5]) * n[1]
    # Distillation (Hinton et al. 2015) of the start weights (Li & Hoiem 2016): the sum of p(start) log (p(start) / p)
    kept = torch.reshape(torch.nonzero(part[12]), [-1])
    if kept.size(0) > 0:
      t = torch.log_softmax(before, 1)  # [kept, V]
      z = torch.log_softmax(torch.index_select(logits, 0, kept), 1)
      learned = learned + torch.sum(torch.sum(torch.exp(t) * (t - z), [1]) * torch.index_select(part[12], 0, kept))
    reward = (self.replies(nll, part) - part[7]) * n[0]  # [S]
    chosen = torch.index_select(reward, 0, torch.select(part[8], 1, 0))  # [P]
    rejected = torch.index_select(reward, 0, torch.select(part[8], 1, 1))
    # DPO (Rafailov et al. 2023, equation 7): -log sigmoid(chosen - rejected)
    preferred = torch.sum(torch.softplus(rejected - chosen) * part[9])
    # KTO (Ethayarajh et al. 2024, equation 8): 1 - sigmoid of how far a reply's reward is on its right side of the batch's divergence
    judged = torch.index_select(reward, 0, torch.select(part[10], 1, 0))  # [F]
    side = torch.select(part[10], 1, 1)
    flagged = torch.sum((1. - torch.sigmoid((judged - kl * n[0]) * side)) * part[11])
    loss = learned + preferred + flagged
    good = torch.gt(side, 0)
    # above by more than rounding: before the first step no reply is better than the other
    figures = torch.stack([loss, learned, preferred, flagged, torch.sum(chosen * part[9]), torch.sum(rejected * part[9]),
      torch.sum(torch.gt(chosen - rejected, 1e-05) * part[9]), torch.sum(judged * good * part[11]), torch.sum(judged * torch.logical_not(good) * part[11])])
    return (loss, torch.to(torch.detach(figures), 7))
  def part(self: __torch__.Gpt2Training, parts: List[Tensor], i: int) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for k in range(13):
      out.append(parts[13 * i + k])
    return out
  # A part's logits [A, V] without gradients or dropout.
  def read(self: __torch__.Gpt2Training, part: List[Tensor]) -> Tensor:
    sizes = self.ints(torch.select(part[2], 1, 0))
    base = self.ints(torch.select(part[2], 1, 1))
    shared = self.ints(torch.select(part[2], 1, 2))
    L = (torch.len(self.w) - 4) // 12
    x = self.embed(part[0], part[1])
    for l in range(L):
      x = self.layer(x, l, l == L - 1, part[3], sizes, base, shared, 0., 0)
    return self.logits(x)
  # The same under the start weights, of the labels at which they are to be kept.
  def before(self: __torch__.Gpt2Training, part: List[Tensor]) -> Tensor:
    y = part[12]
    kept = torch.reshape(torch.nonzero(y), [-1])
    if kept.size(0) > 0:
      w = self.w
      slot = self.slot
      if torch.len(self.old) > 0:
        self.w = self.old
      self.slot = annotate(List[int], [])
      some = annotate(List[Tensor], [part[0], part[1], part[2], torch.index_select(part[3], 0, kept)])
      y = self.read(some)
      self.w = w
      self.slot = slot
    return y
  # How far the policy is from the start weights: the mean over the replies of the first n[2] parts of log p / p(start), at least 0.
  def divergence(self: __torch__.Gpt2Training, parts: List[Tensor], n: List[float]) -> Tensor:
    total = torch.zeros([], dtype=6, device=ops.prim.device(parts[0]))
    count = 0
    for i in range(int(n[2])):
      part = self.part(parts, i)
      logps = self.replies(torch.cross_entropy_loss(self.read(part), part[4], None, 0), part)
      total = total + torch.sum(torch.slice(logps - part[7], 0, 1))
      count = count + logps.size(0) - 1
    return torch.clamp(total / max(count, 1), 0.)
  # numbers of evaluate and gradients: 0 beta, 1 label smoothing, 2 how many parts are for the divergence alone, 3 dropout, 4 seed, 5 whether layers
  # are computed again instead of kept; of step, too: 6 learning rate, 7 greatest norm, 8 beta1, 9 beta2, 10 epsilon, 11 weight decay

  # objective's figures and the divergence, [10], without gradients
  def evaluate(self: __torch__.Gpt2Training, parts: List[Tensor], numbers: Tensor) -> Tensor:
    n = self.floats(numbers)
    torch.set_grad_enabled(False)
    kl = self.divergence(parts, n)
    total = torch.zeros([9], dtype=7, device=ops.prim.device(parts[0]))
    for i in range(int(n[2]), torch.len(parts) // 13):
      part = self.part(parts, i)
      loss, figures = self.objective(self.read(part), part, n, kl, self.before(part))
      total = total + figures
    torch.set_grad_enabled(True)
    return torch.cat([total, torch.reshape(torch.to(kl, 7), [1])])
  # Log-probability of each part's replies, [S] each
  def logps(self: __torch__.Gpt2Training, parts: List[Tensor], unused: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(False)
    out = annotate(List[Tensor], [])
    for i in range(torch.len(parts) // 13):
      part = self.part(parts, i)
      out.append(self.replies(torch.cross_entropy_loss(self.read(part), part[4], None, 0), part))
    torch.set_grad_enabled(True)
    return out
  # Logits [A, V] of each part
  def scores(self: __torch__.Gpt2Training, parts: List[Tensor], unused: Tensor) -> List[Tensor]:
    torch.set_grad_enabled(False)
    out = annotate(List[Tensor], [])
    for i in range(torch.len(parts) // 13):
      out.append(self.read(self.part(parts, i)))
    torch.set_grad_enabled(True)
    return out

  # ---- learning ----

  # Where what learns of a layer starts in p. All layers have as much.
  def start(self: __torch__.Gpt2Training, layer: int) -> int:
    if torch.len(self.a) > 0:
      k = torch.len(self.p) * layer // ((torch.len(self.w) - 4) // 12)
    else:
      k = 2 + 12 * layer
    return k
  # The gradient of a part's loss by p, appended to g in p's order, and objective's figures. The layers are cut into stretches; all but the last are
  # computed without a graph and again on the way back. There is one stretch unless n[5] asks for one a layer, which keeps their inputs only.
  def backward(self: __torch__.Gpt2Training, part: List[Tensor], n: List[float], kl: Tensor, seed: int, g: List[Tensor]) -> Tensor:
    full = torch.len(self.a) == 0
    sizes = self.ints(torch.select(part[2], 1, 0))
    base = self.ints(torch.select(part[2], 1, 1))
    shared = self.ints(torch.select(part[2], 1, 2))
    L = (torch.len(self.w) - 4) // 12
    stretches = 1
    if n[5] > 0.:
      stretches = L
    length = L // stretches
    torch.set_grad_enabled(False)
    before = self.before(part)
    x = self.embed(part[0], part[1])  # a leaf: its own gradient goes into the rows of wte and wpe at the end
    kept = [x]
    for l in range(L - length):
      x = self.layer(self.drop(x, l, n[3], seed), l, False, part[3], sizes, base, shared, n[3], seed)
      kept.append(x)
    found = annotate(List[List[Tensor]], [])
    gx = x
    figures = x
    for back in range(stretches):
      first = L - (back + 1) * length
      ask = annotate(List[Tensor], [])
      x = torch.detach(kept.pop())
      below = full or first > 0  # below the first adapter nothing learns
      torch.set_grad_enabled(True)
      if below:
        x = torch.requires_grad_(x, True)
        ask.append(x)
      for i in range(self.start(first), self.start(first + length)):
        ask.append(self.p[i])
      for l in range(first, first + length):
        x = self.layer(self.drop(x, l, n[3], seed), l, l == L - 1, part[3], sizes, base, shared, n[3], seed)
      if back == 0:
        if full:
          ask.append(self.p[-2])
          ask.append(self.p[-1])
          ask.append(self.p[0])
        loss, figures = self.objective(self.logits(x), part, n, kl, before)
        got = self.present(torch.autograd.grad([loss], ask))
      else:
        out = annotate(List[Optional[Tensor]], [gx])
        got = self.present(torch.autograd.grad([x], ask, out))
      torch.set_grad_enabled(False)
      if below:
        gx = got.pop(0)
      found.append(got)
    if full:
      wte = found[0].pop()  # [V, D], of the projection
      torch.index_add_(wte, 0, part[0], gx)
      g.append(wte)
      g.append(torch.index_add_(torch.zeros_like(self.w[1]), 0, part[1], gx))
    for back in range(stretches):
      got = found[stretches - 1 - back]
      for i in range(self.start(length)  - self.start(0)):
        g.append(got[i])
    if full:
      g.append(found[0][-2])
      g.append(found[0][-1])
    return figures
  # Dropout of the embeddings, before the first layer
  def drop(self: __torch__.Gpt2Training, x: Tensor, layer: int, dropout: float, seed: int) -> Tensor:
    if layer == 0 and dropout > 0.:
      torch.manual_seed(seed - 1)
      x = torch.dropout(x, dropout, True)
    return x
  def present(self: __torch__.Gpt2Training, found: List[Optional[Tensor]]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(found)):
      gi = found[i]
      if torch.__isnot__(gi, None):
        out.append(unchecked_cast(Tensor, gi))
    return out
  # d loss / d p, summed over the parts; the last tensor is evaluate's.
  def gradients(self: __torch__.Gpt2Training, parts: List[Tensor], numbers: Tensor) -> List[Tensor]:
    n = self.floats(numbers)
    torch.set_grad_enabled(False)
    kl = self.divergence(parts, n)
    total = torch.zeros([9], dtype=7, device=ops.prim.device(parts[0]))
    g = annotate(List[Tensor], [])
    for i in range(int(n[2]), torch.len(parts) // 13):
      gi = annotate(List[Tensor], [])
      total = total + self.backward(self.part(parts, i), n, kl, int(n[4]) + 1000 * i, gi)
      if torch.len(g) == 0:
        g = gi
      else:
        torch._foreach_add_(g, gi)
    torch.set_grad_enabled(True)
    g.append(torch.cat([total, torch.reshape(torch.to(kl, 7), [1])]))
    return g
  # AdamW (Loshchilov & Hutter 2019) on gradients clipped by their global norm. What has one dimension does not decay. -> [11]: norm before clipping,
  # then evaluate's; where loss or norm is not finite, nothing is changed.
  def step(self: __torch__.Gpt2Training, parts: List[Tensor], numbers: Tensor) -> Tensor:
    n = self.floats(numbers)
    g = self.gradients(parts, numbers)
    figures = g.pop()
    torch.set_grad_enabled(False)
    norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g)))
    out = torch.cat([torch.reshape(torch.to(norm, 7), [1]), figures])
    if bool(torch.item(torch.all(torch.isfinite(torch.slice(out, 0, 0, 2))))):
      scale = torch.clamp(torch.div(norm + 1e-06, n[7]), 1.)  # the fused step divides the gradients by it
      torch._foreach_add_(self.t, 1)  # and by 1 - beta^t: t must be raised before it
      g1 = annotate(List[Tensor], [])
      g2 = annotate(List[Tensor], [])
      for i in range(torch.len(g)):
        if torch.dim(g[i]) > 1:
          g2.append(g[i])
        else:
          g1.append(g[i])
      none = annotate(List[Tensor], [])
      if torch.len(g1) > 0:
        torch._fused_adamw_(self.p1, g1, self.m1, self.v1, none, self.t1, lr=n[6], beta1=n[8], beta2=n[9], weight_decay=0., eps=n[10], amsgrad=False, maximize=False, grad_scale=scale, found_inf=None)
      torch._fused_adamw_(self.p2, g2, self.m2, self.v2, none, self.t2, lr=n[6], beta1=n[8], beta2=n[9], weight_decay=n[11], eps=n[10], amsgrad=False, maximize=False, grad_scale=scale, found_inf=None)
    torch.set_grad_enabled(True)
    return out
