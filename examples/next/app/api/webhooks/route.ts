/** Where Rollcall tells what changes in the directories of our customers. */
import { receiveWebhooks } from 'rollcall/next';
import { removeUser, saveUser, store } from '../../../lib/users';

export const { POST } = receiveWebhooks({
	secret: process.env['ROLLCALL_WEBHOOK_SECRET'],
	store,
	on: {
		'user.created': saveUser,
		'user.updated': saveUser,
		'user.deleted': removeUser,
	},
});
